package io.multiconnection.publish;

import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.media.FrameRole;
import io.multiconnection.media.SetupFrames;
import io.multiconnection.media.TagClassifier;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.protocol.GatewayMessage.Ack;
import io.multiconnection.protocol.MediaFrame;
import io.multiconnection.protocol.Request.Publish;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.target.Target;
import io.multiconnection.target.TargetLeftException;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a session, published on all of its targets. Chunks are encoded once and shared;
 * each target has a {@link Leg} with its own queue, so that a slow target affects no other. Lives
 * on its session's event loop.
 */
public final class FanOut implements SetupFrames.Keeper<PublishedFrame> {

    /** Receives the events of a fan-out. */
    public interface Listener extends PublishAttempts.Listener {

        /** A server sent a status of this stream; the status is redacted. */
        void status(FanOut fanOut, Target target, NetStatus status);

        /**
         * A setup frame is not kept for servers that join later. Reported once for each publish.
         */
        void overLimit(FanOut fanOut, String text);

        /** A leg waits for a keyframe. Reported at most once a second. */
        void wantKeyframe(FanOut fanOut);
    }

    private final int number;
    private final EventLoop loop;
    private final QueueLimits limits;
    private final MemoryAccount memory;
    private final Listener listener;
    private final KeyframeRequests keyframes;
    private final FlushSchedule flushes;
    private final Map<Target, Leg> legs = new LinkedHashMap<>();
    private final PublishAttempts attempts;
    private CompletableFuture<Void> ended = new CompletableFuture<>();
    private final SetupFrames<PublishedFrame> setup = new SetupFrames<>(this);
    private final EarlyMedia early;
    private final MonotonicTimestamps timestamps = new MonotonicTimestamps();
    private TagClassifier classifier = new TagClassifier();
    private @Nullable Publish published;
    private boolean awaitsResult;
    private boolean overLimitReported;
    private long bytes;
    private long ackedBytes;
    private boolean ackedQueue;

    /**
     * Creates a stream that is not published.
     *
     * @param number number of the stream in its session
     * @param memory account of the session
     * @param nanoTime clock of keyframe requests
     */
    public FanOut(
            int number,
            EventLoop loop,
            QueueLimits limits,
            MemoryAccount memory,
            Listener listener,
            LongSupplier nanoTime) {
        this.number = number;
        this.loop = loop;
        this.limits = limits;
        this.memory = memory;
        this.early = new EarlyMedia(limits, memory);
        this.listener = listener;
        this.attempts = new PublishAttempts(number, listener, this::join);
        this.keyframes = new KeyframeRequests(nanoTime, () -> listener.wantKeyframe(this));
        this.flushes =
                new FlushSchedule(
                        loop,
                        limits.audioDelayMillis(),
                        nanoTime,
                        () -> legs.values().forEach(Leg::flush));
    }

    public int number() {
        return number;
    }

    EventLoop loop() {
        return loop;
    }

    /** Returns whether publish was requested; media is accepted from then on. */
    public boolean isPublished() {
        return published != null;
    }

    /** Returns whether the client has sent video, for which a server that joins has to wait. */
    boolean hasVideo() {
        return timestamps.has(MediaFrame.Kind.VIDEO);
    }

    /** Accepts media, and keeps it for the servers until {@link #answered}. */
    public void publish(Publish request) {
        published = request;
        ended = new CompletableFuture<>();
        awaitsResult = true;
    }

    /** Notes that the client has the response to its request to publish. */
    public void answered() {
        awaitsResult = false;
        settled();
    }

    /** Drops early media if no response of a server is awaited. */
    void settled() {
        if (!isAwaited()) {
            early.clear();
        }
    }

    private boolean isAwaited() {
        if (awaitsResult) {
            return true;
        }
        for (Leg leg : legs.values()) { // runs for each frame: no java.util.stream
            if (leg.isOpening()) {
                return true;
            }
        }
        return false;
    }

    /** Publishes on a target that joins, if publish was requested. */
    public void join(Target target) {
        Publish request = published;
        if (request != null) {
            publishOn(target, request).subscribe().with(_ -> {}, _ -> {});
        }
    }

    /**
     * Publishes on a target once it is connected; fails if the stream was closed meanwhile, or if
     * the server refuses. Repeated calls return the same attempt.
     */
    public Uni<Void> publishOn(Target target, Publish request) {
        return attempts.on(target, () -> begin(target, request));
    }

    private Uni<Void> begin(Target target, Publish request) {
        return target.connected()
                .chain(
                        _ -> {
                            if (!request.equals(published)) {
                                return Uni.createFrom().failure(target.left("no longer asked"));
                            }
                            Leg leg = new Leg(this, target, limits, memory);
                            legs.put(target, leg);
                            return leg.publish(
                                    name(target, request),
                                    request.mode().wireName(),
                                    request.timeout());
                        })
                .memoize()
                .indefinitely();
    }

    /** The key of a pool comes first, then the name set for this server, then that for all. */
    private String name(Target target, Publish request) {
        String key = target.server().key();
        String requested = request.names().getOrDefault(target.number(), request.name());
        return key != null ? key : target.slot().names().of(number, requested);
    }

    /** Writes a frame on every leg that publishes, until {@link #endOfRead}; borrows the frame. */
    public void offer(MediaFrame frame) {
        bytes += MediaFrame.HEADER_BYTES + frame.body().readableBytes();
        PublishedFrame published =
                PublishedFrame.of(
                        frame, timestamps.onward(frame.kind(), frame.timestamp()), classifier);
        flushes.wrote(published.role() == FrameRole.AUDIO && hasVideo());
        offer(published);
    }

    /** Sends what was offered since the last read of the client's socket. Audio may wait longer. */
    public void endOfRead() {
        flushes.endOfRead();
    }

    /** Sends a data message on every leg that publishes. */
    public void send(String handler, List<AmfValue> args) {
        List<AmfValue> values = new ArrayList<>(args.size() + 1);
        values.add(new AmfString(handler));
        values.addAll(args);
        if (handler.equals("@clearDataFrame")
                && !args.isEmpty()
                && args.getFirst() instanceof AmfString(String name)) {
            setup.forget(name);
        }
        offer(PublishedFrame.data(number, handler, values, timestamps.latest()));
        flushes.flush();
    }

    private void offer(PublishedFrame frame) {
        if (frame.role().isSetup() && !setup.keep(frame) && !overLimitReported) {
            overLimitReported = true;
            listener.overLimit(this, setup.overLimit(frame));
        }
        if (isPublished() && isAwaited()) {
            early.add(frame);
        }
        legs.values().forEach(leg -> leg.offer(frame));
        frame.media().release();
    }

    @Override
    public PublishedFrame keep(PublishedFrame frame) {
        memory.take(MemoryKind.SEND_QUEUE, frame.bytes());
        return frame.at(frame.timestamp());
    }

    @Override
    public void drop(PublishedFrame frame) {
        memory.give(MemoryKind.SEND_QUEUE, frame.bytes());
        frame.media().release();
    }

    /** Passes the setup frames of these roles to {@code leg}, which borrows them. */
    void setup(int timestamp, Predicate<FrameRole> roles, Consumer<PublishedFrame> leg) {
        for (PublishedFrame kept : setup.frames()) {
            if (roles.test(kept.role())) {
                PublishedFrame copy = kept.at(timestamp);
                leg.accept(copy);
                copy.media().release();
            }
        }
    }

    /** Passes the media that came before the server's response to {@code leg}, which borrows it. */
    void early(Consumer<PublishedFrame> leg) {
        early.replay(leg);
    }

    /** Returns the timestamp of the last frame. */
    int latest() {
        return timestamps.latest();
    }

    /** Notes that the server of a target publishes this stream. */
    void succeeded(Target target) {
        attempts.succeeded(target);
    }

    /** Returns whether the stream is published on a target, or about to be. */
    public boolean uses(Target target) {
        return legs.containsKey(target);
    }

    /** Returns a failure to publish as an exception that names the target. */
    RuntimeException left(Target target, Throwable failure) {
        return attempts.left(target, failure);
    }

    /**
     * Leaves the server of a leg because it has ended the stream: a server may do so because it can
     * no longer read the connection.
     */
    void ended(Leg leg, Target target, RtmpClientException fault) {
        legs.remove(target, leg);
        leg.close();
        target.publishFailed(fault, false);
    }

    /**
     * Ends a leg that failed to publish, and leaves the server unless something else uses the
     * connection.
     *
     * @param mayPass whether the server may accept the stream later, see {@link NameClaims}
     */
    void failed(Leg leg, Target target, RtmpClientException fault, boolean mayPass) {
        legs.remove(target, leg);
        leg.close();
        attempts.failed(target, fault, mayPass, leg.isCreated());
    }

    /** Returns whether a publish that failed on a target may succeed later. */
    boolean mayPass(Target target, RtmpClientException fault) {
        return attempts.mayPass(target, fault);
    }

    void status(Target target, NetStatus status) {
        listener.status(this, target, status);
    }

    /** Requests a keyframe of the client, at most once a second. */
    void wantKeyframe() {
        keyframes.request();
    }

    /**
     * Restarts the video at a keyframe, which is requested: the last frames of the client may be
     * lost. The next ack reports what was received.
     */
    public void restart() {
        if (isPublished()) {
            ackedBytes = -1;
            early.clear();
            legs.values().forEach(Leg::restart);
            keyframes.requestNow();
        }
    }

    /** Returns the number of targets that publish the stream. */
    public long publishing() {
        return legs.values().stream().filter(Leg::isPublishing).count();
    }

    /** Returns the numbers of the servers that publish the stream. */
    public List<Integer> servers() {
        return legs.entrySet().stream()
                .filter(entry -> entry.getValue().isPublishing())
                .map(entry -> entry.getKey().number())
                .toList();
    }

    /** Returns the next ack; null if no media arrived or was queued since the last one. */
    public @Nullable Ack ack() {
        boolean waits = legs.values().stream().anyMatch(Leg::hasQueue);
        if (bytes == ackedBytes && !waits && !ackedQueue) {
            return null;
        }
        ackedBytes = bytes;
        ackedQueue = waits;
        return new Ack(
                number,
                bytes,
                timestamps.latest(),
                legs.values().stream()
                        .map(Leg::ack)
                        .sorted(Comparator.comparingInt(Ack.ServerAck::server))
                        .toList());
    }

    /** Ends the leg of a target that has left. */
    public void leave(Target target) {
        attempts.leave(target);
        Leg leg = legs.remove(target);
        if (leg != null) {
            leg.close();
        }
    }

    /** Closes the stream on every target in order; it may be published again. */
    public void close() {
        published = null;
        attempts.clear();
        flushes.cancel();
        List<Leg> ending = List.copyOf(legs.values());
        legs.clear(); // first: a publish that fails because its leg ends calls close again
        ending.forEach(Leg::close);
        awaitsResult = false;
        overLimitReported = false;
        early.clear();
        setup.clear();
        classifier = new TagClassifier();
    }

    /** Fails a pending publish because the client has closed the stream. */
    public void end() {
        ended.completeExceptionally(new TargetLeftException("the stream was closed"));
    }

    /** Fails when the client closes the stream that is published at present. */
    public Uni<Void> ended() {
        return Uni.createFrom().completionStage(ended.copy());
    }
}
