package io.multiconnection.gateway;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryOverrun;
import io.multiconnection.protocol.BadMessageException;
import io.multiconnection.protocol.CloseCode;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.Result;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.Request.Resume;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.protocol.RequestReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Session of one client: reads its messages, applies its limits, sends responses, and is held while
 * the client has no WebSocket. Its {@link MultiConnection} performs the requests. Lives on one
 * event loop, which is the loop of its first WebSocket.
 */
public final class Session {

    private static final Logger LOG = Logger.getLogger(Session.class);

    /** Heap of an idle session without servers. */
    private static final int BASE_BYTES = 16 << 10;

    /** Close codes of a client that leaves for good (RFC 6455, section 7.4.1). */
    private static final Set<Integer> FINAL_CODES = Set.of(1000, 1001);

    private final String id;
    private final Gateway gateway;
    private final SessionRegistry<Session> registry;
    private final EventLoop loop;
    private final SessionLimits limits;
    private final RequestReader reader;
    private final ClientRateLimiter rates;
    private final LongSupplier nanoTime;
    private final ClientLink client;
    private final MemoryAccount memory;
    private final FrameErrors frameErrors;
    private final ReadThrottle readThrottle;
    private final ClientGrant grant;
    private final MultiConnection multiConnection;
    private final SessionHold hold;
    private final PendingRequests pendingRequests;
    private final ClientLiveness liveness;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private long receivedMessages;
    private @Nullable GoAwayDeadlines goAway;
    private boolean closed;

    /**
     * Creates a session and sends hello.
     *
     * @param id id of the session for logs; not a secret
     * @param loop event loop of {@code socket}, on which the constructor is called
     * @param grant grant of the WebSocket
     */
    public Session(
            String id,
            Gateway gateway,
            SessionRegistry<Session> registry,
            EventLoop loop,
            ClientSocket socket,
            Grant grant) {
        this(id, gateway, registry, loop, socket, grant, System::nanoTime);
    }

    Session(
            String id,
            Gateway gateway,
            SessionRegistry<Session> registry,
            EventLoop loop,
            ClientSocket socket,
            Grant grant,
            LongSupplier nanoTime) {
        this.id = id;
        this.gateway = gateway;
        this.registry = registry;
        this.loop = loop;
        this.limits = gateway.limits();
        this.reader = new RequestReader(limits.messages().jsonDepth());
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        this.rates = new ClientRateLimiter(limits, now);
        this.memory = gateway.memory().open(socket.address(), loop, this::overrun);
        memory.take(MemoryKind.BASE, BASE_BYTES);
        this.pendingRequests = new PendingRequests(limits.counts().requests(), memory);
        this.client = new ClientLink(id, socket, registry.limits().replay(memory));
        LoopTimeBudget budget = new LoopTimeBudget(limits.work().loopShare(), now);
        this.readThrottle = new ReadThrottle(loop, client, budget, nanoTime);
        this.grant =
                new ClientGrant(
                        grant, gateway.authenticator(), loop, nanoTime, client, rates, this::close);
        this.multiConnection = new MultiConnection(id, gateway, loop, client, this.grant, memory);
        this.frameErrors = new FrameErrors(client, multiConnection::media);
        ResumeLimits resume = registry.limits();
        this.liveness =
                new ClientLiveness(
                        loop,
                        nanoTime,
                        resume.pingInterval(),
                        resume.silentAfter(),
                        client::ping,
                        this::silent);
        liveness.start(now);
        this.hold = new SessionHold(registry, registry.offer(this), loop, this::end);
        client.sendUncounted(
                SessionHello.of(id, gateway, grant.rights(), resume.pingInterval(), hold.offer()));
        this.grant.watch();
        debug("begins");
    }

    EventLoop loop() {
        return loop;
    }

    SessionRegistry<Session> registry() {
        return registry;
    }

    RequestReader reader() {
        return reader;
    }

    /** Completes when the session has ended and its connections are closed. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    private void silent(long nanos) {
        client.close(
                CloseCode.SLOW_READER,
                "nothing received for " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
        lost(true);
    }

    /** Counts a control frame as a message, and as a sign of life. */
    void controlFrame(ClientSocket from) {
        if (!isObsolete(from)) {
            long now = nanoTime.getAsLong();
            liveness.received(now);
            count(1, 0, now);
        }
    }

    /** Counts bytes that were received in addition to the payload of messages. */
    void overhead(ClientSocket from, int bytes) {
        if (!isObsolete(from)) {
            count(0, bytes, nanoTime.getAsLong());
        }
    }

    /** Handles a text message. */
    void receive(ClientSocket from, String text) {
        long start = nanoTime.getAsLong();
        read(from, text);
        used(start);
    }

    private void read(ClientSocket from, String text) {
        int bytes = ByteBufUtil.utf8Bytes(text);
        if (isObsolete(from) || isOverLimit(bytes, limits.messages().textBytes())) {
            return;
        }
        try {
            Request request = reader.read(text);
            if (request instanceof Resume late) {
                rejectLate(late);
                return;
            }
            handle(request, bytes, text.length());
        } catch (RequestException e) {
            client.send(pendingRequests.response(e));
        } catch (BadMessageException e) {
            close(CloseCode.BAD_MESSAGE, String.valueOf(e.getMessage()));
        }
        receivedMessages++;
    }

    private void rejectLate(Resume resume) {
        String text = "resume after other messages, expected as the first message of a WebSocket";
        client.sendUncounted(
                pendingRequests.response(
                        new RequestException(resume.id(), ErrorCode.BAD_STATE, text)));
    }

    /** Handles a media frame; borrows {@code frame}. */
    void receive(ClientSocket from, ByteBuf frame) {
        long start = nanoTime.getAsLong();
        read(from, frame);
        used(start);
    }

    /** Sends the media that was received since the last call. */
    void endOfRead() {
        long start = nanoTime.getAsLong();
        multiConnection.endOfRead();
        used(start);
    }

    private void read(ClientSocket from, ByteBuf frame) {
        if (isObsolete(from)
                || isOverLimit(frame.readableBytes(), limits.messages().frameBytes())) {
            return;
        }
        frameErrors.read(frame);
    }

    /** Returns whether a WebSocket is obsolete: there is another, or the session ended. */
    private boolean isObsolete(ClientSocket from) {
        return closed || !client.isConnectedOver(from);
    }

    /** Returns whether a message exceeds a limit, after which the session is closed. */
    private boolean isOverLimit(int bytes, int maxBytes) {
        long now = nanoTime.getAsLong();
        liveness.received(now);
        if (bytes > maxBytes) {
            close(CloseCode.TOO_BIG, "a message of " + bytes + " bytes, limit " + maxBytes);
        } else {
            count(1, bytes, now);
        }
        return closed;
    }

    private void count(int messages, int bytes, long now) {
        String exceeded = rates.take(messages, bytes, now);
        if (exceeded != null) {
            close(CloseCode.TOO_FAST, exceeded);
        }
    }

    private void used(long startNanos) {
        if (!closed && !readThrottle.used(startNanos)) {
            close(
                    CloseCode.TOO_FAST,
                    "messages use more than "
                            + limits.work().loopShare()
                            + " of the event loop's time");
        }
    }

    /**
     * Performs a request.
     *
     * @param bytes size of its JSON in UTF-8
     * @param chars length of its JSON
     */
    private void handle(Request request, int bytes, int chars) {
        pendingRequests.checkRoom(request);
        long weight =
                RequestWeight.of(
                        request, bytes, multiConnection.servers(), gateway.destinations().pools());
        rates.takeWeight(request, (double) weight, nanoTime.getAsLong());
        pendingRequests.add(request, chars);
        Uni.createFrom()
                .deferred(() -> multiConnection.perform(request))
                .onTermination()
                .invoke(() -> pendingRequests.remove(request))
                .subscribe()
                .with(fields -> client.send(new Result(request.id(), fields)), this::failed);
    }

    private void failed(Throwable failure) {
        if (failure instanceof RequestException refused) {
            client.send(refused.answer());
        } else {
            LOG.errorv(failure, "session {0}: a request failed", id, client.subject());
            close(CloseCode.INTERNAL_ERROR, "internal error of the gateway");
        }
    }

    /**
     * Ends or holds the session, because the client's WebSocket was closed. The session is held
     * unless the client left for good, has sent nothing, or too many sessions are held.
     *
     * @param code close code; 1005 and 1006 stand for none
     */
    void disconnected(ClientSocket from, int code) {
        if (isObsolete(from)) {
            return;
        }
        client.detach();
        lost(!FINAL_CODES.contains(code));
    }

    private void lost(boolean mayResume) {
        liveness.stop();
        grant.stop();
        if (mayResume && receivedMessages > 0 && hold.begin()) {
            multiConnection.clientDetached();
            debug("is held");
        } else {
            end();
        }
    }

    /**
     * Resumes the session over {@code next}. Sends the messages that the client has missed, or the
     * whole state if they are no longer kept. Returns false, without effect, if the session cannot
     * resume.
     *
     * @param renewed grant of {@code next}, which has to be of the same client
     */
    boolean resume(Resume request, ClientSocket next, Grant renewed) {
        if (closed || !client.hasSent(request.received()) || !grant.isSameClient(renewed)) {
            return false;
        }
        hold.end();
        client.close(CloseCode.TAKEN_OVER, "the session continues over another WebSocket");
        client.attach(next);
        readThrottle.clientAttached();
        liveness.start(nanoTime.getAsLong());
        grant.renew(renewed);
        boolean recovered = client.canReplayAfter(request.received());
        client.sendUncounted(
                new Result(
                        request.id(),
                        new Fields.Resumed(recovered, receivedMessages, pendingRequests.ids())));
        client.replayAfter(request.received());
        if (!recovered) {
            multiConnection.reportAll();
        }
        multiConnection.clientAttached();
        sendGoAway();
        gateway.metrics().resumed(recovered);
        debug(recovered ? "resumes" : "resumes, with events lost");
        return true;
    }

    /** Announces that the gateway shuts down. Called on the session's event loop. */
    public void goAway(GoAwayDeadlines when) {
        goAway = when;
        sendGoAway();
    }

    private void sendGoAway() {
        if (goAway != null && !client.isDetached()) {
            client.send(goAway.event(nanoTime.getAsLong()));
        }
    }

    private void overrun(MemoryOverrun reason) {
        close(CloseCode.of(reason), reason.text());
    }

    /** Closes the session because of its WebSocket {@code from}. */
    void close(ClientSocket from, CloseCode code, String reason) {
        if (!isObsolete(from)) {
            close(code, reason);
        }
    }

    /** Closes the WebSocket and ends the session. Called on the session's event loop. */
    public void close(CloseCode code, String reason) {
        debug("closes with " + code); // a reason may quote the client
        client.close(code, reason);
        end();
    }

    /** Ends the session from any thread, because its client has reached another gateway. */
    public CompletableFuture<Void> release() {
        loop.execute(() -> close(CloseCode.TAKEN_OVER, "the client has reached another gateway"));
        return ended;
    }

    /** Ends the session, and closes its streams and connections in order. Idempotent. */
    void end() {
        if (!closed) {
            closed = true;
            liveness.stop();
            grant.stop();
            readThrottle.end();
            hold.close();
            multiConnection.close();
            multiConnection.whenGone(
                    () -> {
                        memory.close();
                        ended.complete(null);
                    });
            debug("ended");
        }
    }

    private void debug(String event) {
        LOG.debugv("session {0}: {1}", id, event, client.subject());
    }
}
