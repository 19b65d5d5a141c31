package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryOverrun;
import io.multiconnection.protocol.CloseCode;
import io.multiconnection.protocol.MediaFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A WebSocket of a page, without a network: what comes over it is collected as JSON. */
final class TestBrowser implements ClientSocket {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> NOT_COUNTED = Set.of("hello", "ack");
    private static final long PATIENCE_SECONDS = 20;

    private final EventLoop loop;
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<MediaFrame> media = new LinkedBlockingQueue<>();
    private final CompletableFuture<CloseCode> closed = new CompletableFuture<>();
    private final Session session;
    private final SessionRouter inbound;
    private final MemoryAccount memory;
    private final Queue<String> unsent = new ArrayDeque<>();
    private boolean paused;
    private int taken;
    private volatile long unreadMedia;
    private volatile String closeReason = "";
    private volatile double readPerSecond = Double.MAX_VALUE;
    private volatile double mostUnread;
    private double unread;
    private long readAtNanos = System.nanoTime();

    /** A WebSocket that has just been opened, on this event loop. */
    TestBrowser(String id, Gateway gateway, SessionRegistry<Session> registry, EventLoop loop) {
        this(id, gateway, registry, loop, System::nanoTime);
    }

    /** A WebSocket that has just been opened, with a clock of its own. */
    TestBrowser(
            String id,
            Gateway gateway,
            SessionRegistry<Session> registry,
            EventLoop loop,
            LongSupplier nanoTime) {
        this.loop = loop;
        session = on(() -> new Session(id, gateway, registry, loop, this, nanoTime));
        memory = gateway.memory().open(address(), loop, this::overrun);
        inbound = new SessionRouter(gateway, this, memory, session, false);
    }

    private void overrun(MemoryOverrun reason) {
        inbound.overrun(reason);
    }

    private <T> T on(Callable<T> task) {
        return loop.submit(task).syncUninterruptibly().getNow();
    }

    @Override
    public String address() {
        return "192.0.2.1";
    }

    @Override
    public void send(String text) {
        count(text.length());
        try {
            messages.add(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void count(int length) {
        long now = System.nanoTime();
        unread = Math.max(0, unread - (now - readAtNanos) / 1e9 * readPerSecond) + length;
        readAtNanos = now;
        mostUnread = Math.max(mostUnread, unread);
    }

    /** Lets the page read this many characters a second. */
    void reads(double charsPerSecond) {
        readPerSecond = charsPerSecond;
    }

    /** The most characters that have waited to be read. */
    double mostUnread() {
        return mostUnread;
    }

    @Override
    public void sendMedia(byte[] frame) {
        media.add(MediaFrame.read(Unpooled.wrappedBuffer(frame)));
    }

    @Override
    public long unreadMedia() {
        return unreadMedia;
    }

    void unreadMedia(long bytes) {
        unreadMedia = bytes;
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
        while (!paused && !unsent.isEmpty()) {
            inbound.text(unsent.remove());
        }
    }

    /** Whether the gateway reads nothing now. */
    boolean isPaused() {
        return on(() -> paused);
    }

    @Override
    public void close(CloseCode code, String reason) {
        closeReason = reason;
        memory.close();
        closed.complete(code);
    }

    /** What the gateway said when it closed it. */
    String closeReason() {
        return closeReason;
    }

    /** The page says something. */
    void say(String text) {
        loop.submit(
                        () -> {
                            if (paused) {
                                unsent.add(text);
                            } else {
                                inbound.text(text);
                            }
                        })
                .syncUninterruptibly();
    }

    /** The page sends a media frame, which nobody may change any more. */
    void say(ByteBuf frame) {
        loop.submit(() -> inbound.media(frame)).syncUninterruptibly();
    }

    /** The WebSocket is closed; 1006: without a word. */
    void closed(int code) {
        loop.submit(() -> inbound.closed(code)).syncUninterruptibly();
        memory.close();
    }

    /** The next message, which the page has then got. */
    JsonNode next() {
        JsonNode message = poll(messages);
        boolean counts =
                !NOT_COUNTED.contains(message.path("type").textValue())
                        && !message.has("recovered");
        taken += counts ? 1 : 0;
        return message;
    }

    /** The next message, if one comes so soon. */
    Optional<JsonNode> next(Duration limit) {
        try {
            return Optional.ofNullable(messages.poll(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many counted messages were taken with {@link #next}. */
    int taken() {
        return taken;
    }

    /** Takes the media frames that have come; returns how many there were. */
    int takeMedia() {
        return media.drainTo(new ArrayList<>());
    }

    MediaFrame nextMedia() {
        return poll(media);
    }

    private static <T> T poll(BlockingQueue<T> queue) {
        try {
            T item = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(item).as("something that was waited for").isNotNull();
            return item;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The code by which the gateway closes it. */
    CloseCode awaitClose() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Does something on its event loop, which is that of the session that began with it. */
    void onLoop(Callable<?> task) {
        loop.submit(task);
    }

    EventLoop loop() {
        return loop;
    }

    /** How much waits for its event loop. */
    int pendingTasks() {
        return ((SingleThreadEventLoop) loop).pendingTasks();
    }

    /** The gateway shuts down, for the session that began with it. */
    void goAway(Duration moveIn, Duration closeIn) {
        long now = System.nanoTime();
        onLoop(
                () -> {
                    session.goAway(new GoAway(now + moveIn.toNanos(), now + closeIn.toNanos()));
                    return null;
                });
    }

    /** Waits for the end of the session that began with it. */
    void awaitEnd() {
        session.end().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Ends the session that began with it, wherever its page is. */
    void end() {
        loop.submit(session::ended).syncUninterruptibly();
        memory.close();
    }

    /** Closes the account of the WebSocket, which must have given back everything. */
    void release() {
        assertThat(memory.held()).as("bytes of a WebSocket that nobody gave back").isZero();
        memory.close();
    }
}
