package io.multiconnection.gateway;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryOverrun;
import io.multiconnection.protocol.BadMessageException;
import io.multiconnection.protocol.CloseCode;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage;
import io.multiconnection.protocol.GatewayMessage.Hello;
import io.multiconnection.protocol.GatewayMessage.Result;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.MediaFrame;
import io.multiconnection.protocol.MediaFrame.BadFrameException;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.Request.Resume;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.protocol.RequestReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One page: reads what it sends, keeps its limits, answers it, and is held for it while it is away.
 * What is asked is done by its {@link MultiConnection}. Everything happens on one event loop, which
 * is that of the WebSocket it began with.
 */
public final class Session {

    private static final System.Logger LOG = System.getLogger(Session.class.getName());
    private static final long ACK_MILLIS = 250;

    /** Heap of a session that does nothing, without its servers. */
    private static final int BASE_BYTES = 16 << 10;

    /** Of a page that closes in order, or goes away (RFC 6455, section 7.4.1). */
    private static final Set<Integer> GOODBYES = Set.of(1000, 1001);

    private final Gateway gateway;
    private final SessionRegistry<Session> registry;
    private final EventLoop loop;
    private final SessionLimits limits;
    private final RequestReader reader;
    private final ClientRateLimiter rates;
    private final LongSupplier nanoTime;
    private final ClientLink page;
    private final MemoryAccount memory;
    private final FrameErrors frameErrors;
    private final ReadPause readPause;
    private final MultiConnection multiConnection;
    private final SessionHold hold;
    private final PendingRequests openRequests;
    private final ScheduledFuture<?> acks;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private long received;
    private long heardAtNanos;
    private @Nullable GoAway goAway;
    private boolean closed;

    /**
     * Greets the page.
     *
     * @param id names the session in logs; not a secret
     * @param loop the browser's own event loop, on which this is called, too
     */
    public Session(
            String id,
            Gateway gateway,
            SessionRegistry<Session> registry,
            EventLoop loop,
            ClientSocket browser) {
        this(id, gateway, registry, loop, browser, System::nanoTime);
    }

    Session(
            String id,
            Gateway gateway,
            SessionRegistry<Session> registry,
            EventLoop loop,
            ClientSocket browser,
            LongSupplier nanoTime) {
        this.gateway = gateway;
        this.registry = registry;
        this.loop = loop;
        this.limits = gateway.limits();
        this.reader = new RequestReader(limits.messages().jsonDepth());
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        this.rates = new ClientRateLimiter(limits, now);
        this.heardAtNanos = now;
        this.memory = gateway.memory().open(browser.address(), loop, this::overrun);
        memory.take(MemoryKind.BASE, BASE_BYTES);
        this.openRequests = new PendingRequests(limits.counts().requests(), memory);
        this.page = new ClientLink(browser, registry.limits().replay(memory));
        this.frameErrors = new FrameErrors(page);
        LoopShare share = new LoopShare(limits.work().loopShare(), now);
        this.readPause = new ReadPause(loop, page, share, nanoTime);
        this.multiConnection = new MultiConnection(id, gateway, loop, page, memory);
        this.acks =
                loop.scheduleAtFixedRate(this::tick, ACK_MILLIS, ACK_MILLIS, TimeUnit.MILLISECONDS);
        this.hold = new SessionHold(registry, registry.offer(this), loop, this::ended);
        page.aside(
                new Hello(
                        gateway.about().version(),
                        id,
                        new ArrayList<>(gateway.destinations().pools().keySet()),
                        AnnouncedLimits.of(limits, gateway.dialer().limits().maxPendingCalls()),
                        gateway.about().ping().toMillis(),
                        hold.offer()));
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

    /** Done when the session has ended, and all that it had on servers. */
    public CompletableFuture<Void> end() {
        return end;
    }

    /** Four times a second: acks, as long as the page gives signs of life. */
    private void tick() {
        if (page.isAway()) {
            return;
        }
        long silence = nanoTime.getAsLong() - heardAtNanos;
        if (silence > registry.limits().silentAfter().toNanos()) {
            page.close(CloseCode.SLOW_READER, "no sign of life");
            lost(true);
        } else {
            tellAcks();
        }
    }

    private void tellAcks() {
        multiConnection.acks().forEach(page::aside);
    }

    /** Counts a control frame that came {@code from} there as a message, and as a sign of life. */
    void controlFrame(ClientSocket from) {
        if (!isOver(from)) {
            heardAtNanos = nanoTime.getAsLong();
            count(1, 0, heardAtNanos);
        }
    }

    /** Counts bytes that came {@code from} there beside the payload of messages. */
    void overhead(ClientSocket from, int bytes) {
        if (!isOver(from)) {
            count(0, bytes, nanoTime.getAsLong());
        }
    }

    /** Ends the session because the WebSocket {@code from} holds too much memory. */
    void overrun(ClientSocket from, MemoryOverrun reason) {
        if (!isOver(from)) {
            overrun(reason);
        }
    }

    /** Takes a text message that came {@code from} there. */
    void receive(ClientSocket from, String text) {
        long start = nanoTime.getAsLong();
        read(from, text);
        used(start);
    }

    private void read(ClientSocket from, String text) {
        int bytes = ByteBufUtil.utf8Bytes(text);
        if (isOver(from) || isOverLimit(bytes, limits.messages().textBytes())) {
            return;
        }
        try {
            Request request = reader.read(text);
            if (request instanceof Resume late) {
                page.aside(
                        answer(
                                new RequestException(
                                        late.id(),
                                        ErrorCode.BAD_STATE,
                                        "only the first message of a WebSocket may resume a"
                                                + " session")));
                return;
            }
            handle(request, bytes, text.length());
        } catch (RequestException e) {
            page.tell(answer(e));
        } catch (BadMessageException e) {
            close(CloseCode.BAD_MESSAGE, String.valueOf(e.getMessage()));
        }
        received++;
    }

    /** The answer to a request that was not opened; its id may be that of one that was. */
    private GatewayMessage answer(RequestException refused) {
        Long id = refused.id();
        return id != null && openRequests.contains(id) ? refused.event() : refused.answer();
    }

    /** Takes a media frame that came {@code from} there; {@code frame} stays the caller's. */
    void receive(ClientSocket from, ByteBuf frame) {
        long start = nanoTime.getAsLong();
        read(from, frame);
        used(start);
    }

    private void read(ClientSocket from, ByteBuf frame) {
        if (isOver(from) || isOverLimit(frame.readableBytes(), limits.messages().frameBytes())) {
            return;
        }
        try {
            MediaFrame media = MediaFrame.read(frame);
            if (multiConnection.media(media)) {
                frameErrors.taken(media.stream());
            } else {
                frameErrors.notPublishing(media.stream());
            }
        } catch (BadFrameException e) {
            frameErrors.bad(String.valueOf(e.getMessage()));
        }
    }

    /** Whether what comes from there is too late: the page is elsewhere now, or was sent away. */
    private boolean isOver(ClientSocket from) {
        return closed || !page.isAt(from);
    }

    /** Closes the session over a message that is too large, or came too soon. */
    private boolean isOverLimit(int bytes, int maxBytes) {
        long now = nanoTime.getAsLong();
        heardAtNanos = now;
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
        if (!closed && !readPause.used(startNanos)) {
            close(
                    CloseCode.TOO_FAST,
                    "messages take more than " + limits.work().loopShare() + " of the time");
        }
    }

    /**
     * Has a request performed.
     *
     * @param bytes of its text in UTF-8
     * @param chars of its text
     */
    private void handle(Request request, int bytes, int chars) {
        openRequests.checkRoom(request);
        long weight =
                RequestWeight.of(
                        request, bytes, multiConnection.servers(), gateway.destinations().pools());
        rates.takeWeight(request, (double) weight, nanoTime.getAsLong());
        openRequests.add(request, chars);
        perform(request)
                .onTermination()
                .invoke(() -> openRequests.remove(request))
                .subscribe()
                .with(fields -> page.tell(new Result(request.id(), fields)), this::failed);
    }

    private Uni<Fields> perform(Request request) {
        return Uni.createFrom().deferred(() -> multiConnection.perform(request));
    }

    private void failed(Throwable failure) {
        if (failure instanceof RequestException refused) {
            page.tell(refused.answer());
        } else {
            LOG.log(Level.ERROR, "a request failed", failure);
            close(CloseCode.INTERNAL_ERROR, "a fault of the gateway");
        }
    }

    /**
     * The page's WebSocket is closed, with this code (1005, 1006: without one). Unless that was a
     * goodbye, the session is held for the page, if it has begun anything and there is room.
     */
    void left(ClientSocket from, int code) {
        if (isOver(from)) {
            return;
        }
        page.leave();
        lost(!GOODBYES.contains(code));
    }

    private void lost(boolean mayComeBack) {
        if (mayComeBack && received > 0 && hold.begin()) {
            multiConnection.away();
        } else {
            ended();
        }
    }

    /**
     * The page is back, by {@code next}: it gets what it has missed, or is told how things are.
     * False if it cannot go on, and so nothing has happened.
     */
    boolean resume(Resume request, ClientSocket next) {
        if (closed || !page.wasTold(request.received())) {
            return false;
        }
        hold.end();
        page.close(CloseCode.TAKEN_OVER, "the session goes on over another WebSocket");
        page.comeBack(next);
        readPause.goesAlong();
        heardAtNanos = nanoTime.getAsLong();
        boolean recovered = page.canBeToldAfter(request.received());
        page.aside(
                new Result(
                        request.id(), new Fields.Resumed(recovered, received, openRequests.ids())));
        page.tellAfter(request.received());
        if (!recovered) {
            multiConnection.tellAll();
        }
        multiConnection.back();
        tellAcks();
        tellGoAway();
        gateway.metrics().resumed(recovered);
        return true;
    }

    /** The gateway shuts down: tells the page when to move. Called on the session's event loop. */
    public void goAway(GoAway when) {
        goAway = when;
        tellGoAway();
    }

    private void tellGoAway() {
        if (goAway != null && !page.isAway()) {
            page.tell(goAway.news(nanoTime.getAsLong()));
        }
    }

    private void overrun(MemoryOverrun reason) {
        close(CloseCode.of(reason), reason.text());
    }

    /** Ends the session over what came {@code from} there, and says why. */
    void close(ClientSocket from, CloseCode code, String reason) {
        if (!isOver(from)) {
            close(code, reason);
        }
    }

    /** Ends the session and says why. Called on the session's event loop. */
    public void close(CloseCode code, String reason) {
        page.close(code, reason);
        ended();
    }

    /** The page is gone, or is being sent away: every leg is closed in order. */
    void ended() {
        if (!closed) {
            closed = true;
            acks.cancel(false);
            readPause.end();
            hold.close();
            multiConnection.close();
            multiConnection.whenGone(memory::close);
            end.complete(null);
        }
    }
}
