package io.multiconnection.relay;

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
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One play of a live stream, for everybody who watches it, on a connection of its own.
 *
 * <pre>
 * IDLE --first viewer--> OPEN --last viewer gone, and nobody came back--> CLOSED
 * OPEN --refused, lost, silent--> CLOSED
 * </pre>
 *
 * <p>Lives on one event loop, that of its first viewer; {@link #join}, {@link #leave} and {@link
 * #close} may be called from any. What it gets it hands to a {@link LoopFanOut} on each loop where
 * somebody watches.
 */
final class Relay implements NetConnectionListener, NetStream.Listener {

    private enum State {
        IDLE,
        OPEN,
        CLOSED
    }

    /** How long those who ask again for what just failed are told so without another attempt. */
    private static final long FLOOR_MILLIS = 1000;

    /** Heap of a relay that keeps nothing. */
    private static final int BASE_BYTES = 4 << 10;

    private final Upstream upstream;
    private final EventLoop loop;
    private final Relays relays;
    private final MemoryAccount memory;
    private final RtmpMemory rtmp;
    private final Map<EventLoop, LoopFanOut> branches = new HashMap<>();
    private final GopCache backlog;
    private TagClassifier classifier = new TagClassifier();
    private final ResettableTimer lingering;
    private final ResettableTimer silence;
    private State state = State.IDLE;
    private int viewers;
    private Cancellable attempt = () -> {};
    private @Nullable NetConnection connection;
    private @Nullable NetStatus start;
    private @Nullable RtmpClientException fault;
    private boolean heard;

    Relay(Upstream upstream, EventLoop loop, Relays relays) {
        this.upstream = upstream;
        this.loop = loop;
        this.relays = relays;
        this.memory = relays.memory().open(null, loop, this::overrun);
        memory.take(MemoryKind.BASE, BASE_BYTES);
        this.rtmp = new RtmpMemory(memory);
        this.backlog = new GopCache(relays.limits().backlogBytes(), memory, RelayFrame::heap);
        this.lingering = new ResettableTimer(loop);
        this.silence = new ResettableTimer(loop);
    }

    private void overrun(MemoryOverrun reason) {
        end(
                new RtmpClientException(
                        Kind.LOST, "the relay of the stream was ended: " + reason.text()));
    }

    void join(RelaySubscription watch) {
        loop.execute(() -> joined(watch));
    }

    void leave() {
        loop.execute(this::left);
    }

    CompletableFuture<Void> close() {
        return CompletableFuture.runAsync(this::closed, loop);
    }

    private void joined(RelaySubscription watch) {
        RtmpClientException failed = fault;
        if (failed != null) {
            watch.loop().execute(() -> watch.ended(failed));
            return;
        }
        if (state == State.CLOSED) {
            watch.loop().execute(watch::join);
            return;
        }
        viewers++;
        lingering.cancel();
        branches.computeIfAbsent(watch.loop(), this::branch).join(watch);
        if (state == State.IDLE) {
            open();
        }
    }

    private LoopFanOut branch(EventLoop viewers) {
        return new LoopFanOut(
                viewers,
                relays.limits().backlogBytes(),
                memory,
                relays.metrics(),
                start,
                backlog.frames());
    }

    private void left() {
        viewers--;
        if (viewers == 0 && state == State.OPEN && connection == null) {
            closed(); // nobody waits for the turn to connect any more
        } else if (viewers == 0 && state == State.OPEN) {
            lingering.set(relays.limits().linger().toMillis(), this::closed);
        }
    }

    private void open() {
        state = State.OPEN;
        relays.metrics().relays(1);
        attempt =
                RtmpClient.connect(
                                relays.dialer(),
                                loop,
                                upstream.connect(relays.limits().timeout(), rtmp),
                                this)
                        .subscribe()
                        .with(this::play, lost -> end((RtmpClientException) lost));
    }

    private void play(NetConnection made) {
        connection = made;
        long millis = relays.limits().timeout().toMillis();
        attempt =
                made.newStream(this)
                        .play(PlayRequest.live(upstream.name()))
                        .ifNoItem()
                        .after(relays.limits().timeout())
                        .on(loop)
                        .failWith(
                                () ->
                                        new RtmpClientException(
                                                Kind.TIMEOUT,
                                                "no answer to play within " + millis + " ms"))
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
                branches.values().forEach(branch -> branch.status(status));
                unpublished();
            }
            default -> {
                if (status.code().startsWith("NetStream.")) {
                    branches.values().forEach(branch -> branch.status(status));
                }
            }
        }
    }

    private void started(NetStatus status) {
        start = status;
        branches.values().forEach(branch -> branch.started(status));
    }

    @Override
    public void onMessage(RtmpMessage message) {
        RelayFrame frame = RelayFrame.of(message, classifier);
        if (frame != null) {
            heard = true;
            if (!silence.isSet() && frame.role().isMedia()) {
                watchForSilence();
            }
            backlog.add(frame);
            branches.values().forEach(branch -> branch.frame(frame));
        }
    }

    @Override
    public void onStreamEof() {
        unpublished();
    }

    private void unpublished() {
        silence.cancel();
        backlog.clear();
        classifier = new TagClassifier();
        branches.values().forEach(LoopFanOut::unpublished);
    }

    private void watchForSilence() {
        silence.set(relays.limits().silence().toMillis(), this::look);
    }

    private void look() {
        if (heard) {
            heard = false;
            watchForSilence();
        } else {
            long millis = relays.limits().silence().toMillis();
            end(new RtmpClientException(Kind.LOST, "no media for " + millis + " ms"));
        }
    }

    @Override
    public void onEnded(RtmpClientException ended) {
        end(ended);
    }

    @Override
    public void onUnreadable(int typeId) {
        relays.metrics().unreadable(typeId);
    }

    @Override
    public void onLost(RtmpClientException lost) {
        end(lost);
    }

    /** What never began is not asked for again at once, however many come and want it. */
    private void end(RtmpClientException why) {
        if (state == State.OPEN) {
            boolean began = start != null;
            shut();
            branches.values().forEach(branch -> branch.ended(why));
            if (began) {
                relays.ended(upstream, this);
            } else {
                fault = why;
                lingering.set(FLOOR_MILLIS, () -> relays.ended(upstream, this));
            }
        }
    }

    /** Nobody watches any more, or the gateway shuts down. */
    private void closed() {
        if (state == State.OPEN) {
            shut();
            branches.values()
                    .forEach(
                            branch ->
                                    branch.ended(
                                            new RtmpClientException(
                                                    Kind.LOST, "the relay was closed")));
        }
        state = State.CLOSED;
        rtmp.whenEmpty(memory::close);
        relays.ended(upstream, this);
    }

    private void shut() {
        state = State.CLOSED;
        relays.metrics().relays(-1);
        lingering.cancel();
        silence.cancel();
        attempt.cancel();
        if (connection != null) {
            connection.close();
        }
        rtmp.whenEmpty(memory::close);
    }
}
