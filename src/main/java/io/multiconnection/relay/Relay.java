package io.multiconnection.relay;

import io.multiconnection.log.LogSubject;
import io.multiconnection.media.TagClassifier;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryOverrun;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.client.NetConnection;
import io.multiconnection.rtmp.client.NetConnectionListener;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.NetStream;
import io.multiconnection.rtmp.client.PlayRequest;
import io.multiconnection.rtmp.client.RtmpClient;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.subscription.Cancellable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One upstream play of a live stream, shared by all its viewers, on a connection of its own.
 *
 * <pre>
 * IDLE --first viewer--> OPEN --no viewer for the linger time--> CLOSED
 * OPEN --refused, lost, silent--> CLOSED
 * </pre>
 *
 * <p>Lives on the event loop of its first viewer; {@link #join}, {@link #leave} and {@link #close}
 * may be called from any thread. Frames and statuses go to one {@link LoopFanOut} for each event
 * loop that has viewers.
 */
final class Relay implements NetConnectionListener, NetStream.Listener {

    private static final Logger LOG = System.getLogger(Relay.class.getName());

    private enum State {
        IDLE,
        OPEN,
        CLOSED
    }

    /** Milliseconds for which a failed relay answers new viewers without another attempt. */
    private static final long RETRY_MILLIS = 1000;

    /** Heap of a relay without frames, in bytes. */
    private static final int BASE_BYTES = 4 << 10;

    private final UpstreamPlay upstream;
    private final EventLoop loop;
    private final RelayContext context;
    private final Consumer<Relay> onClosed;
    private final MemoryAccount memory;
    private final RtmpMemory rtmp;
    private final Map<EventLoop, LoopFanOut> fanOuts = new HashMap<>();
    private final GopCache gopCache;
    private TagClassifier classifier = new TagClassifier();
    private final ResettableTimer lingering;
    private final ResettableTimer silence;
    private State state = State.IDLE;
    private int viewers;
    private Cancellable attempt = () -> {};
    private @Nullable NetConnection connection;
    private @Nullable NetStatus start;
    private @Nullable RtmpClientException fault;
    private boolean hasMedia;

    /**
     * Creates a relay that is not connected yet.
     *
     * @param onClosed called when new viewers need another relay; more than once
     */
    Relay(UpstreamPlay upstream, EventLoop loop, RelayContext context, Consumer<Relay> onClosed) {
        this.upstream = upstream;
        this.loop = loop;
        this.context = context;
        this.onClosed = onClosed;
        this.memory = context.memory().open(null, loop, this::overrun);
        memory.take(MemoryKind.BASE, BASE_BYTES);
        this.rtmp = new RtmpMemory(memory);
        this.gopCache = new GopCache(context.limits().backlogBytes(), memory, RelayFrame::heap);
        this.lingering = new ResettableTimer(loop);
        this.silence = new ResettableTimer(loop);
    }

    private void overrun(MemoryOverrun reason) {
        end(
                new RtmpClientException(
                        Kind.LOST, "the relay of the stream was ended: " + reason.text()));
    }

    void join(RelaySubscription viewer) {
        loop.execute(() -> joined(viewer));
    }

    void leave() {
        loop.execute(this::left);
    }

    CompletableFuture<Void> close() {
        return CompletableFuture.runAsync(this::closed, loop);
    }

    private void joined(RelaySubscription viewer) {
        RtmpClientException failed = fault;
        if (failed != null) {
            viewer.loop().execute(() -> viewer.ended(failed));
            return;
        }
        if (state == State.CLOSED) {
            viewer.loop().execute(viewer::join);
            return;
        }
        viewers++;
        lingering.cancel();
        fanOuts.computeIfAbsent(viewer.loop(), this::fanOut).join(viewer);
        if (state == State.IDLE) {
            open();
        }
    }

    private LoopFanOut fanOut(EventLoop viewers) {
        return new LoopFanOut(
                viewers,
                context.limits().backlogBytes(),
                memory,
                context.metrics(),
                start,
                gopCache.frames());
    }

    private void left() {
        viewers--;
        if (viewers == 0 && state == State.OPEN && connection == null) {
            closed(); // no viewer is left that waits for the connection
        } else if (viewers == 0 && state == State.OPEN) {
            lingering.set(context.limits().linger().toMillis(), this::closed);
        }
    }

    private void open() {
        state = State.OPEN;
        context.metrics().relays(1);
        LOG.log(Level.DEBUG, "relay of {0} opened", upstream.url().server(), subject());
        attempt =
                RtmpClient.connect(
                                context.dialer(),
                                loop,
                                upstream.connect(context.limits().timeout(), rtmp),
                                this)
                        .subscribe()
                        .with(this::play, lost -> end((RtmpClientException) lost));
    }

    private void play(NetConnection made) {
        connection = made;
        long millis = context.limits().timeout().toMillis();
        attempt =
                made.newStream(this)
                        .play(PlayRequest.live(upstream.name()))
                        .ifNoItem()
                        .after(context.limits().timeout())
                        .on(loop)
                        .failWith(
                                () ->
                                        new RtmpClientException(
                                                Kind.TIMEOUT,
                                                "no response to play within " + millis + " ms"))
                        .subscribe()
                        .with(
                                _ -> {},
                                failure -> {
                                    if (failure instanceof RtmpClientException refused) {
                                        end(refused);
                                    }
                                });
    }

    @Override
    public void onStatus(NetStatus status) {
        switch (status.code()) {
            case "NetStream.Play.Start" -> started(status);
            case "NetStream.Play.UnpublishNotify" -> {
                fanOuts.values().forEach(fanOut -> fanOut.status(status));
                unpublished();
            }
            default -> {
                if (status.code().startsWith("NetStream.")) {
                    fanOuts.values().forEach(fanOut -> fanOut.status(status));
                }
            }
        }
    }

    private void started(NetStatus status) {
        start = status;
        fanOuts.values().forEach(fanOut -> fanOut.started(status));
    }

    @Override
    public void onMessage(RtmpMessage message) {
        RelayFrame frame = RelayFrame.of(message, classifier);
        if (frame != null) {
            hasMedia = true;
            if (!silence.isSet() && frame.role().isMedia()) {
                scheduleSilenceCheck();
            }
            gopCache.add(frame);
            fanOuts.values().forEach(fanOut -> fanOut.frame(frame));
        }
    }

    @Override
    public void onStreamEof() {
        unpublished();
    }

    private void unpublished() {
        silence.cancel();
        gopCache.clear();
        classifier = new TagClassifier();
        fanOuts.values().forEach(LoopFanOut::unpublished);
    }

    private void scheduleSilenceCheck() {
        silence.set(context.limits().silence().toMillis(), this::checkSilence);
    }

    private void checkSilence() {
        if (hasMedia) {
            hasMedia = false;
            scheduleSilenceCheck();
        } else {
            long millis = context.limits().silence().toMillis();
            end(new RtmpClientException(Kind.LOST, "no media for " + millis + " ms"));
        }
    }

    @Override
    public void onEnded(RtmpClientException ended) {
        end(ended);
    }

    @Override
    public void onUnreadable(int typeId) {
        context.metrics().unreadable(typeId);
    }

    @Override
    public void onLost(RtmpClientException lost) {
        end(lost);
    }

    /** Ends the relay; one that never started is not retried for {@value #RETRY_MILLIS} ms. */
    private void end(RtmpClientException why) {
        if (state == State.OPEN) {
            boolean began = start != null;
            shut(why.kind().name());
            fanOuts.values().forEach(fanOut -> fanOut.ended(why));
            if (began) {
                onClosed.accept(this);
            } else {
                fault = why;
                lingering.set(RETRY_MILLIS, () -> onClosed.accept(this));
            }
        }
    }

    private LogSubject subject() {
        return LogSubject.ofServer(upstream.url().server());
    }

    /** Closes the relay: the last viewer has left, or the gateway shuts down. */
    private void closed() {
        if (state == State.OPEN) {
            shut("no viewers");
            fanOuts.values()
                    .forEach(
                            fanOut ->
                                    fanOut.ended(
                                            new RtmpClientException(
                                                    Kind.LOST, "the relay was closed")));
        }
        state = State.CLOSED;
        rtmp.whenEmpty(memory::close);
        onClosed.accept(this);
    }

    private void shut(String reason) {
        state = State.CLOSED;
        context.metrics().relays(-1);
        String server = upstream.url().server();
        LOG.log(Level.DEBUG, "relay of {0} closed: {1}", server, reason, subject());
        lingering.cancel();
        silence.cancel();
        attempt.cancel();
        if (connection != null) {
            connection.close();
        }
        rtmp.whenEmpty(memory::close);
    }
}
