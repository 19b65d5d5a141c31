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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What comes over one WebSocket of a page: goes to the session that began with it, or to the one
 * that its first message resumes. That one may live on another event loop; this is the only place
 * where anything passes from one to another. Lives on the event loop of the WebSocket.
 */
public final class SessionRouter {

    private static final int MAX_RESUME_CHARS = 1024;

    /** What may come at once fits between two loops, and no more. */
    private static final long BURST_SECONDS = 2;

    /** What a message counts beside its bytes, so that empty ones are bounded, too. */
    private static final int MESSAGE_BYTES = 1024;

    private final EventLoop loop;
    private final ClientSocket browser;
    private final MemoryAccount memory;
    private final boolean onlyResumes;
    private final long maxWaiting;
    private final AtomicLong waiting = new AtomicLong();
    private Session session;
    private boolean hasBegun;
    private boolean isFlooded;
    private int closeCode;

    /**
     * What comes over {@code browser}.
     *
     * @param memory the WebSocket's account; what waits for another event loop is taken from it
     * @param fresh the session that has just begun with it, on its event loop
     * @param onlyResumes whether the gateway is about to go, so that no session begins any more
     */
    public SessionRouter(
            Gateway gateway,
            ClientSocket browser,
            MemoryAccount memory,
            Session fresh,
            boolean onlyResumes) {
        this.loop = fresh.loop();
        this.browser = browser;
        this.memory = memory;
        this.session = fresh;
        this.onlyResumes = onlyResumes;
        this.maxWaiting = BURST_SECONDS * gateway.limits().messages().bytesPerSecond();
    }

    /** Takes a text message. */
    public void text(String text) {
        Resume resume = hasBegun ? null : resume(text);
        if (resume != null) {
            resume(resume);
        } else if (onlyResumes && !hasBegun) {
            goAway();
        } else {
            pass(text.length(), to -> to.receive(browser, text));
        }
        hasBegun = true;
    }

    /** Takes a media frame; borrows it. */
    public void media(ByteBuf frame) {
        hasBegun = true;
        frame.retain();
        pass(frame.readableBytes(), to -> to.receive(browser, frame), frame::release);
    }

    /** Takes a ping, or the answer to one: a sign of life, and a message that counts. */
    public void controlFrame() {
        pass(0, to -> to.controlFrame(browser));
    }

    /** Counts bytes that a client has caused beside the payload of its messages. */
    public void overhead(int bytes) {
        pass(0, to -> to.overhead(browser, bytes));
    }

    /** Ends the session: its WebSocket holds too much memory. */
    public void overrun(MemoryOverrun reason) {
        Session to = session;
        on(to.loop(), () -> to.overrun(browser, reason));
    }

    /** The WebSocket is closed, with this code; 1005, 1006: without one. */
    public void closed(int code) {
        closeCode = code;
        Session to = session;
        on(to.loop(), () -> to.left(browser, code));
    }

    /** Ends the session over what came, or what came of it. */
    public void fail(CloseCode code, String reason) {
        Session to = session;
        on(to.loop(), () -> to.close(browser, code, reason));
    }

    private @Nullable Resume resume(String text) {
        try {
            boolean mayBeOne = text.length() <= MAX_RESUME_CHARS;
            return mayBeOne && session.reader().read(text) instanceof Resume resume ? resume : null;
        } catch (RequestException | BadMessageException _) {
            return null; // what is wrong with it, the session will say
        }
    }

    /** From now on everything goes to the session that is asked for, unless that has ended. */
    private void resume(Resume request) {
        Session fresh = session;
        Session held = fresh.registry().find(request.token());
        if (held == null || held == fresh) {
            refuse(request);
            return;
        }
        session = held;
        on(
                held.loop(),
                () -> {
                    boolean resumed = held.resume(request, browser);
                    on(loop, () -> settle(request, fresh, resumed));
                });
    }

    private void settle(Resume request, Session fresh, boolean resumed) {
        if (resumed) {
            fresh.ended();
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
                        "no session here goes on with that token and count");
        browser.send(GatewayMessageWriter.write(failure));
        if (onlyResumes) {
            goAway();
        }
    }

    private void goAway() {
        session.close(CloseCode.GOING_AWAY, "the gateway shuts down");
    }

    private void pass(int bytes, Consumer<Session> task) {
        pass(bytes, task, () -> {});
    }

    /** Runs {@code task} on the session's loop, after what came before, if there is room. */
    private void pass(int bytes, Consumer<Session> task, Runnable release) {
        Session to = session;
        if (to.loop().inEventLoop()) {
            try {
                task.accept(to);
            } finally {
                release.run();
            }
            return;
        }
        int taken = bytes + MESSAGE_BYTES;
        boolean fits = waiting.addAndGet(taken) <= maxWaiting;
        boolean counts = memory.take(MemoryKind.INBOUND, taken);
        if (fits && counts) {
            to.loop()
                    .execute(
                            () -> {
                                waited(taken);
                                try {
                                    task.accept(to);
                                } finally {
                                    release.run();
                                }
                            });
            return;
        }
        waited(taken);
        release.run();
        if (!fits && !isFlooded) {
            isFlooded = true;
            fail(CloseCode.TOO_FAST, "more than is read");
        }
    }

    private void waited(int taken) {
        waiting.addAndGet(-taken);
        memory.give(MemoryKind.INBOUND, taken);
    }

    private static void on(EventLoop loop, Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
