package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.HangLimit;
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

/** WebSocket of a client without a network. Collects the messages as JSON. */
final class TestClientSocket implements ClientSocket {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> NOT_COUNTED = Set.of("hello", "ack");
    private static final long PATIENCE_SECONDS = HangLimit.SECONDS;

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

    /** Opens a WebSocket on an event loop. */
    TestClientSocket(
            String id, Gateway gateway, SessionRegistry<Session> registry, EventLoop loop) {
        this(id, gateway, registry, loop, Grant.UNRESTRICTED, System::nanoTime);
    }

    /** Opens a WebSocket with its own grant and clock. */
    TestClientSocket(
            String id,
            Gateway gateway,
            SessionRegistry<Session> registry,
            EventLoop loop,
            Grant grant,
            LongSupplier nanoTime) {
        this.loop = loop;
        session = on(() -> new Session(id, gateway, registry, loop, this, grant, nanoTime));
        memory = gateway.memory().open(address(), loop, this::overrun);
        inbound = new SessionRouter(gateway, this, memory, session, grant, false);
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

    /** Limits the characters a second that the client reads. */
    void reads(double charsPerSecond) {
        readPerSecond = charsPerSecond;
    }

    /** Returns the maximum of characters that waited to be read. */
    double mostUnread() {
        return mostUnread;
    }

    @Override
    public void sendMedia(byte[] frame) {
        media.add(MediaFrame.read(Unpooled.wrappedBuffer(frame)));
    }

    @Override
    public void ping() {}

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

    /** Returns whether the gateway has paused reading. */
    boolean isPaused() {
        return on(() -> paused);
    }

    @Override
    public void close(CloseCode code, String reason) {
        closeReason = reason;
        memory.close();
        closed.complete(code);
    }

    /** Returns the reason with which the gateway closed the WebSocket. */
    String closeReason() {
        return closeReason;
    }

    /** Delivers a text message of the client. */
    void deliver(String text) {
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

    /** Delivers a media frame of the client, which must not change afterwards. */
    void deliver(ByteBuf frame) {
        loop.submit(
                        () -> {
                            inbound.media(frame);
                            inbound.endOfRead();
                        })
                .syncUninterruptibly();
    }

    /** Closes the WebSocket from the client's side; 1006 stands for a lost connection. */
    void closed(int code) {
        loop.submit(() -> inbound.closed(code)).syncUninterruptibly();
        memory.close();
    }

    /** Returns the next message, and counts it as received. */
    JsonNode next() {
        JsonNode message = poll(messages);
        boolean counts =
                !NOT_COUNTED.contains(message.path("type").textValue())
                        && !message.has("recovered");
        taken += counts ? 1 : 0;
        return message;
    }

    /** Returns the next message within a time limit. */
    Optional<JsonNode> next(Duration limit) {
        try {
            return Optional.ofNullable(messages.poll(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the number of counted messages that {@link #next} has returned. */
    int receivedCount() {
        return taken;
    }

    /** Removes the received media frames, and returns their number. */
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

    /** Waits until the gateway closes the WebSocket, and returns the code. */
    CloseCode awaitClose() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Runs a task on the event loop of the session that began with this WebSocket. */
    void onLoop(Callable<?> task) {
        loop.submit(task);
    }

    EventLoop loop() {
        return loop;
    }

    /** Returns the number of tasks that wait for the event loop. */
    int pendingTasks() {
        return ((SingleThreadEventLoop) loop).pendingTasks();
    }

    /** Announces a shutdown to the session that began with this WebSocket. */
    void goAway(Duration moveIn, Duration closeIn) {
        long now = System.nanoTime();
        onLoop(
                () -> {
                    session.goAway(
                            new GoAwayDeadlines(now + moveIn.toNanos(), now + closeIn.toNanos()));
                    return null;
                });
    }

    /** Waits for the end of the session that began with this WebSocket. */
    void awaitEnd() {
        session.ended().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Releases the session that began with this WebSocket, as another gateway requests it. */
    CompletableFuture<Void> releaseSession() {
        return session.release();
    }

    /** Ends the session that began with this WebSocket, even if another WebSocket resumed it. */
    void end() {
        loop.submit(session::end).syncUninterruptibly();
        memory.close();
    }

    /** Closes the account of the WebSocket, and asserts that all memory is released. */
    void release() {
        assertThat(memory.held()).as("bytes of a WebSocket that nobody gave back").isZero();
        memory.close();
    }
}
