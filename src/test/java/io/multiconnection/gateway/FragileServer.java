package io.multiconnection.gateway;

import io.multiconnection.HangLimit;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.RequestChange;
import io.multiconnection.rtmp.SharedObjectEvent.RequestRemove;
import io.multiconnection.rtmp.SharedObjectEvent.Success;
import io.multiconnection.rtmp.SharedObjectEvent.Use;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Server of streams and shared objects that closes the connection on a value it cannot decode, as
 * crtmpserver does on a typed object.
 */
final class FragileServer implements ScriptedServer.Behaviour, AutoCloseable {

    private final ScriptedServer server = new ScriptedServer(this);
    private final Predicate<RtmpMessage> kills;
    private final AtomicInteger connections = new AtomicInteger();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private volatile @Nullable ChannelHandlerContext client;

    FragileServer(Predicate<RtmpMessage> kills) {
        this.kills = kills;
    }

    static FragileServer robust() {
        return new FragileServer(_ -> false);
    }

    /** Creates a server that closes the connection on a typed object. */
    static FragileServer onTypedObjects() {
        return new FragileServer(message -> message.payload().toString().contains("User"));
    }

    String url() {
        return server.url("live");
    }

    int connections() {
        return connections.get();
    }

    /** Waits for a message, such as {@code video}, {@code slot a}, {@code call add}. */
    void awaitReceived(String wanted) {
        try {
            String next = received.poll(HangLimit.SECONDS, TimeUnit.SECONDS);
            while (next != null && !next.equals(wanted)) {
                next = received.poll(HangLimit.SECONDS, TimeUnit.SECONDS);
            }
            if (next == null) {
                throw new AssertionError(wanted + " was not received");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the received messages that no test has awaited. */
    List<String> received() {
        return List.copyOf(received);
    }

    /** Writes a slot on behalf of another client. */
    void otherClientWrites(String object, String slot, AmfValue value) {
        send(objects(object, List.of(new Change(slot, value))));
    }

    /** Calls its client. */
    void call(String method) {
        send(command(method, 7, AmfNull.NULL));
    }

    private void send(RtmpMessage message) {
        ChannelHandlerContext now = client;
        if (now != null) {
            now.writeAndFlush(message);
        }
    }

    @Override
    public void connected(ChannelHandlerContext connected) {
        connections.incrementAndGet();
        client = connected;
    }

    @Override
    public void received(ChannelHandlerContext ctx, RtmpMessage message) {
        if (kills.test(message)) {
            ctx.close();
            return;
        }
        switch (message.payload()) {
            case Command command -> command(ctx, command);
            case Data data -> {
                AmfValue first = data.values().size() > 1 ? data.values().get(1) : AmfNull.NULL;
                received.add("data " + data.name() + " " + first);
            }
            case Video _ -> received.add("video");
            case Audio _ -> received.add("audio");
            case SharedObjectMessage object -> object(ctx, object);
            default -> {} // control messages
        }
    }

    private void command(ChannelHandlerContext ctx, Command command) {
        switch (command.name()) {
            case "createStream" -> ctx.writeAndFlush(ScriptedServer.answer(command));
            case "publish" -> {
                AmfObject info =
                        AmfObject.of("level", new AmfString("status"))
                                .with("code", new AmfString("NetStream.Publish.Start"));
                ctx.writeAndFlush(new RtmpMessage(0, 1, command("onStatus", 0, info).payload()));
            }
            case "releaseStream", "FCPublish", "FCUnpublish", "deleteStream" -> {}
            default -> {
                received.add("call " + command.name());
                if (command.transactionId() != 0) {
                    ctx.writeAndFlush(ScriptedServer.answer(command, new AmfNumber(5)));
                }
            }
        }
    }

    private void object(ChannelHandlerContext ctx, SharedObjectMessage message) {
        List<SharedObjectEvent> answers = new ArrayList<>();
        for (SharedObjectEvent event : message.events()) {
            switch (event) {
                case Use _ -> answers.add(new UseSuccess());
                case RequestChange(String slot, _) -> {
                    received.add("slot " + slot);
                    answers.add(new Success(slot));
                }
                case RequestRemove(String slot) -> answers.add(new Success(slot));
                case SharedObjectEvent.SendMessage(String handler, _) -> {
                    received.add("message " + handler);
                    answers.add(event);
                }
                default -> {} // no response expected
            }
        }
        if (!answers.isEmpty()) {
            ctx.writeAndFlush(objects(message.name(), answers));
        }
    }

    private static RtmpMessage objects(String name, List<SharedObjectEvent> events) {
        return RtmpMessage.of(new SharedObjectMessage(name, 1, false, events, AmfEncoding.AMF0));
    }

    private static RtmpMessage command(String name, int transactionId, AmfValue value) {
        return RtmpMessage.of(
                new Command(name, transactionId, AmfNull.NULL, List.of(value), AmfEncoding.AMF0));
    }

    @Override
    public void close() {
        server.close();
    }
}
