package io.multiconnection.gateway;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryOverrun;
import io.multiconnection.protocol.BadMessageException;
import io.multiconnection.protocol.CloseCode;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.Failure;
import io.multiconnection.protocol.GatewayMessageWriter;
import io.multiconnection.protocol.Request.Resume;
import io.multiconnection.protocol.RequestException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Router of the input of one WebSocket: to the session that began with it, or to the session that
 * its first message resumes. A resumed session may live on another event loop; only this class
 * passes tasks between event loops. Lives on the event loop of the WebSocket.
 */
public final class SessionRouter {

    private static final int MAX_RESUME_CHARS = 1024;

    /** Bounds the input that waits for another event loop to one burst of the rate limit. */
    private static final long BURST_SECONDS = 2;

    /** Counted for each message in addition to its bytes, so that empty messages are bounded. */
    private static final int MESSAGE_BYTES = 1024;

    private final EventLoop loop;
    private final ClientSocket socket;
    private final MemoryAccount memory;
    private final boolean onlyResumes;
    private final long maxWaitingBytes;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicBoolean isPaused = new AtomicBoolean();
    private final Grant grant;
    private Session session;
    private boolean hasBegun;
    private boolean hasMedia;
    private boolean isFlooded;
    private int closeCode;

    /**
     * Creates a router.
     *
     * @param memory account of the WebSocket, charged with the input that waits for another event
     *     loop
     * @param fresh session that has begun with the WebSocket, on the same event loop
     * @param grant grant of the WebSocket, which a resumed session takes over
     * @param onlyResumes whether the gateway shuts down and accepts no new sessions
     */
    public SessionRouter(
            Gateway gateway,
            ClientSocket socket,
            MemoryAccount memory,
            Session fresh,
            Grant grant,
            boolean onlyResumes) {
        this.loop = fresh.loop();
        this.socket = socket;
        this.memory = memory;
        this.session = fresh;
        this.grant = grant;
        this.onlyResumes = onlyResumes;
        this.maxWaitingBytes = BURST_SECONDS * gateway.limits().messages().bytesPerSecond();
    }

    /** Routes a text message. */
    public void text(String text) {
        Resume resume = hasBegun ? null : resume(text);
        if (resume != null) {
            resume(resume);
        } else if (onlyResumes && !hasBegun) {
            goAway();
        } else {
            route(text.length(), to -> to.receive(socket, text));
        }
        hasBegun = true;
    }

    /** Routes a media frame; borrows it. */
    public void media(ByteBuf frame) {
        hasBegun = true;
        hasMedia = true;
        frame.retain();
        route(frame.readableBytes(), to -> to.receive(socket, frame), frame::release);
    }

    /** Notes the end of a read of the WebSocket: media is sent once for each read. */
    public void endOfRead() {
        if (hasMedia) {
            hasMedia = false;
            route(0, Session::endOfRead);
        }
    }

    /** Routes a ping or pong, which counts as a message and as a sign of life. */
    public void controlFrame() {
        route(0, to -> to.controlFrame(socket));
    }

    /** Counts bytes that the client sent in addition to the payload of its messages. */
    public void overhead(int bytes) {
        route(0, to -> to.overhead(socket, bytes));
    }

    /** Closes the session, because its WebSocket holds too much memory. */
    public void overrun(MemoryOverrun reason) {
        fail(CloseCode.of(reason), reason.text());
    }

    /**
     * Notifies the session that the WebSocket was closed.
     *
     * @param code close code; 1005 and 1006 stand for none
     */
    public void closed(int code) {
        closeCode = code;
        Session to = session;
        on(to.loop(), () -> to.disconnected(socket, code));
    }

    /** Closes the session because of invalid input or of a failure to handle it. */
    public void fail(CloseCode code, String reason) {
        Session to = session;
        on(to.loop(), () -> to.close(socket, code, reason));
    }

    private @Nullable Resume resume(String text) {
        try {
            boolean mayBeResume = text.length() <= MAX_RESUME_CHARS;
            return mayBeResume && session.reader().read(text) instanceof Resume resume
                    ? resume
                    : null;
        } catch (RequestException | BadMessageException _) {
            return null; // the session reports the error
        }
    }

    /** Routes all further input to the session of the token, unless that session has ended. */
    private void resume(Resume request) {
        Session fresh = session;
        Session held = fresh.registry().find(request.token());
        if (held == null) {
            fresh.registry()
                    .releaseAtPeer(request.token())
                    .thenRun(() -> on(loop, () -> refuse(request)));
            return;
        }
        if (held == fresh) {
            refuse(request);
            return;
        }
        session = held;
        on(
                held.loop(),
                () -> {
                    boolean resumed = held.resume(request, socket, grant);
                    on(loop, () -> settle(request, fresh, resumed));
                });
    }

    private void settle(Resume request, Session fresh, boolean resumed) {
        if (resumed) {
            fresh.end();
            return;
        }
        session = fresh;
        refuse(request);
        if (closeCode != 0) {
            closed(closeCode);
        }
    }

    private void refuse(Resume request) {
        Failure failure =
                new Failure(
                        request.id(),
                        ErrorCode.RESUME_FAILED,
                        "no session can be resumed with this token and count");
        socket.send(GatewayMessageWriter.write(failure));
        if (onlyResumes) {
            goAway();
        }
    }

    private void goAway() {
        session.close(CloseCode.GOING_AWAY, "the gateway shuts down");
    }

    private void route(int bytes, Consumer<Session> task) {
        route(bytes, task, () -> {});
    }

    /** Runs {@code task} on the session's loop, in order, if its input fits the limits. */
    private void route(int bytes, Consumer<Session> task, Runnable release) {
        Session to = session;
        if (to.loop().inEventLoop()) {
            try {
                task.accept(to);
            } finally {
                release.run();
            }
            return;
        }
        int charged = bytes + MESSAGE_BYTES;
        long waiting = waitingBytes.addAndGet(charged);
        boolean fits = waiting <= maxWaitingBytes;
        boolean hasMemory = memory.take(MemoryKind.INBOUND, charged);
        if (fits && hasMemory) {
            to.loop()
                    .execute(
                            () -> {
                                released(charged);
                                try {
                                    task.accept(to);
                                } finally {
                                    release.run();
                                }
                            });
            pauseAbove(waiting);
            return;
        }
        released(charged);
        release.run();
        if (!fits && !isFlooded) {
            isFlooded = true;
            fail(
                    CloseCode.TOO_FAST,
                    "more than " + maxWaitingBytes + " bytes wait for the session");
        }
    }

    private void released(int charged) {
        waitingBytes.addAndGet(-charged);
        memory.give(MemoryKind.INBOUND, charged);
        resumeBelow();
    }

    /** Stops reading while more than half of the allowed input waits for the session's loop. */
    private void pauseAbove(long waiting) {
        if (waiting > maxWaitingBytes / 2 && isPaused.compareAndSet(false, true)) {
            socket.pauseReading();
            resumeBelow(); // the session's loop may have handled all of it meanwhile
        }
    }

    private void resumeBelow() {
        if (waitingBytes.get() <= maxWaitingBytes / 4 && isPaused.compareAndSet(true, false)) {
            socket.resumeReading();
        }
    }

    private static void on(EventLoop loop, Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
