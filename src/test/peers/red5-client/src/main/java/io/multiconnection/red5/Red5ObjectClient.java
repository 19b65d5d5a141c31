package io.multiconnection.red5;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.red5.client.net.rtmp.RTMPClient;
import org.red5.server.api.IAttributeStore;
import org.red5.server.api.so.IClientSharedObject;
import org.red5.server.api.so.ISharedObjectBase;
import org.red5.server.api.so.ISharedObjectListener;
import org.red5.server.net.rtmp.Channel;
import org.red5.server.net.rtmp.RTMPConnection;
import org.red5.server.net.rtmp.message.Header;
import org.red5.server.so.ISharedObjectEvent;
import org.red5.server.so.SharedObjectMessage;
import org.red5.server.so.SharedObjectService;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Uses a shared object of a server on 127.0.0.1, prints what happens to it, a line each, and does one
 * thing to it, or none. Ends with the server's connection, or when it is killed.
 *
 * <p>Arguments: the port, the application, the name of the object, whether it is persistent; then
 * {@code set SLOT VALUE}, {@code remove SLOT}, {@code send HANDLER VALUE}, or nothing. A value is
 * text, or a number after {@code n:}.
 */
public final class Red5ObjectClient extends RTMPClient {

    private static final long PATIENCE_SECONDS = 20;

    private final String name;
    private final CountDownLatch used = new CountDownLatch(1);

    private Red5ObjectClient(String name) {
        this.name = name;
    }

    public static void main(String[] args) throws Exception {
        // without it the library's shared objects fail on every change
        ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
        scheduler.initialize();
        SharedObjectService.setScheduler(scheduler);
        Red5ObjectClient client = new Red5ObjectClient(args[2]);
        client.connect(Integer.parseInt(args[0]), args[1]);
        IClientSharedObject object = client.use(Boolean.parseBoolean(args[3]));
        if (args.length > 4) {
            client.change(object, () -> act(object, args));
        }
        Thread.currentThread().join();
    }

    private static void act(IClientSharedObject object, String[] args) {
        switch (args[4]) {
            case "set" -> object.setAttribute(args[5], value(args[6]));
            case "remove" -> object.removeAttribute(args[5]);
            case "send" -> object.sendMessage(args[5], List.of(value(args[6])));
            default -> throw new IllegalArgumentException(args[4]);
        }
    }

    private static Object value(String text) {
        return text.startsWith("n:") ? (Object) Double.valueOf(text.substring(2)) : text;
    }

    private void connect(int port, String application) throws Exception {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        Map<String, Object> params = makeDefaultConnectionParams("127.0.0.1", port, application);
        params.put("objectEncoding", 0);
        setExceptionHandler(Throwable::printStackTrace);
        connect("127.0.0.1", port, params, call -> answer.complete(call.getResult()));
        answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private IClientSharedObject use(boolean persistent) throws Exception {
        IClientSharedObject object = getSharedObject(name, persistent);
        object.addSharedObjectListener(new Printer());
        object.connect(getConnection());
        if (!used.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server did not answer use");
        }
        return object;
    }

    /**
     * After any message of the server the library forgets which connection the object belongs to,
     * and would drop a change without a word; so that is given here.
     */
    private void change(IClientSharedObject object, Runnable change) {
        synchronized (object) {
            object.beginUpdate(getConnection());
            try {
                change.run();
            } finally {
                object.endUpdate();
            }
        }
    }

    /** The library reads the messages that are sent through an object, and then passes them over. */
    @Override
    protected void onSharedObject(
            RTMPConnection connection, Channel channel, Header source, SharedObjectMessage message) {
        for (ISharedObjectEvent event : message.getEvents()) {
            if (event.getType() == ISharedObjectEvent.Type.SERVER_SEND_MESSAGE) {
                System.out.println("message " + event.getKey() + event.getValue());
            }
        }
        super.onSharedObject(connection, channel, source, message);
    }

    private final class Printer implements ISharedObjectListener {

        @Override
        public void onSharedObjectConnect(ISharedObjectBase object) {
            System.out.println("used");
            used.countDown();
        }

        @Override
        public void onSharedObjectDisconnect(ISharedObjectBase object) {
            System.out.println("released");
        }

        @Override
        public void onSharedObjectUpdate(ISharedObjectBase object, String slot, Object value) {
            System.out.println("update " + slot + "=" + value);
        }

        @Override
        public void onSharedObjectUpdate(ISharedObjectBase object, IAttributeStore values) {
            onSharedObjectUpdate(object, values.getAttributes());
        }

        @Override
        public void onSharedObjectUpdate(ISharedObjectBase object, Map<String, Object> values) {
            values.forEach((slot, value) -> onSharedObjectUpdate(object, slot, value));
        }

        @Override
        public void onSharedObjectDelete(ISharedObjectBase object, String slot) {
            System.out.println("delete " + slot);
        }

        @Override
        public void onSharedObjectClear(ISharedObjectBase object) {
            System.out.println("clear");
        }

        @Override
        public void onSharedObjectSend(ISharedObjectBase object, String handler, List<?> arguments) {
            // Never called; onSharedObject sees them.
        }
    }
}
