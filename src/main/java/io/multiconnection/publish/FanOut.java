package io.multiconnection.publish;

import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.gateway.SessionLimits;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a session, published on all of its targets. Chunk bytes are made once and shared;
 * each target has a {@link Leg} with a queue of its own, so that a slow one costs only itself.
 */
public final class FanOut implements SetupFrames.Keeper<PublishedFrame> {

    /** What a fan-out has to say. */
    public interface Listener extends PublishAttempts.Listener {

        /** A target's server said something about this stream. */
        void status(FanOut fanOut, Target target, NetStatus status);

        /** A setup frame was not kept for servers that join later. Said once. */
        void overLimit(FanOut fanOut, String text);

        /** A leg waits for a keyframe. Said at most once a second. */
        void wantKeyframe(FanOut fanOut);
    }

    /** Handler of metadata, which servers that join later get, too. */
    public static final String METADATA = "@setDataFrame";

    private static final long KEYFRAME_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int number;
    private final EventLoop loop;
    private final SessionLimits limits;
    private final MemoryAccount memory;
    private final Listener listener;
    private final Map<Target, Leg> legs = new LinkedHashMap<>();
    private final PublishAttempts attempts;
    private CompletableFuture<Void> ended = new CompletableFuture<>();
    private final SetupFrames<PublishedFrame> setup = new SetupFrames<>(this);
    private final EarlyMedia early;
    private final MonotonicTimestamps clock = new MonotonicTimestamps();
    private TagClassifier classifier = new TagClassifier();
    private @Nullable Publish published;
    private boolean awaitsResult;
    private boolean overLimitTold;
    private long keyframeWantedAtNanos = System.nanoTime() - KEYFRAME_INTERVAL_NANOS;
    private long bytes;
    private long ackedBytes;

    public FanOut(
            int number,
            EventLoop loop,
            SessionLimits limits,
            MemoryAccount memory,
            Listener listener) {
        this.number = number;
        this.loop = loop;
        this.limits = limits;
        this.memory = memory;
        this.early = new EarlyMedia(limits, memory);
        this.listener = listener;
        this.attempts = new PublishAttempts(number, listener, this::join);
    }

    public int number() {
        return number;
    }

    EventLoop loop() {
        return loop;
    }

    /** Whether publish was asked, so that media is welcome though no server may have it yet. */
    public boolean isPublished() {
        return published != null;
    }

    /** Whether the page sends video, for which a server that joins has to wait. */
    boolean hasVideo() {
        return clock.has(MediaFrame.Kind.VIDEO);
    }

    /** Accepts media from here on, and keeps it for the servers until {@link #answered}. */
    public void publish(Publish request) {
        published = request;
        ended = new CompletableFuture<>();
        awaitsResult = true;
    }

    /** The request to publish has its result. */
    public void answered() {
        awaitsResult = false;
        settled();
    }

    /** Drops early media as soon as no answer of a server is awaited. */
    void settled() {
        if (!isAwaited()) {
            early.clear();
        }
    }

    private boolean isAwaited() {
        if (awaitsResult) {
            return true;
        }
        for (Leg leg : legs.values()) { // no stream: once for each frame
            if (leg.isOpening()) {
                return true;
            }
        }
        return false;
    }

    /** Publishes on a target that joins, if there is something to publish. */
    public void join(Target target) {
        Publish request = published;
        if (request != null) {
            publishOn(target, request).subscribe().with(_ -> {}, _ -> {});
        }
    }

    /**
     * Publishes on a target, once, as soon as that is connected; fails where that is too late, or
     * refused.
     */
    public Uni<Void> publishOn(Target target, Publish request) {
        return attempts.on(target, () -> begin(target, request));
    }

    private Uni<Void> begin(Target target, Publish request) {
        return target.connected()
                .chain(
                        connection -> {
                            if (!request.equals(published)) {
                                return Uni.createFrom().failure(target.left("no longer asked"));
                            }
                            Leg leg = new Leg(this, target, connection, limits, memory);
                            legs.put(target, leg);
                            return leg.publish(
                                    name(target, request),
                                    request.mode().wireName(),
                                    request.timeout());
                        })
                .memoize()
                .indefinitely();
    }

    /** A pool's key is the operator's word; then what was said for this server, or for all. */
    private String name(Target target, Publish request) {
        String key = target.server().key();
        String said = request.names().getOrDefault(target.number(), request.name());
        return key != null ? key : target.place().names().of(number, said);
    }

    /** Sends a frame to every target that is ready for it; borrows the frame. */
    public void offer(MediaFrame frame) {
        bytes += MediaFrame.HEADER_BYTES + frame.body().readableBytes();
        offer(PublishedFrame.of(frame, clock.onward(frame.kind(), frame.timestamp()), classifier));
    }

    /** Sends a data message to every target that is ready for it. */
    public void send(String handler, List<AmfValue> args) {
        List<AmfValue> values = new ArrayList<>(args.size() + 1);
        values.add(new AmfString(handler));
        values.addAll(args);
        if (handler.equals("@clearDataFrame")
                && !args.isEmpty()
                && args.getFirst() instanceof AmfString(String name)) {
            setup.forget(name);
        }
        offer(PublishedFrame.data(number, handler, values, clock.latest()));
    }

    private void offer(PublishedFrame frame) {
        if (frame.role().isSetup() && !setup.keep(frame) && !overLimitTold) {
            overLimitTold = true;
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

    /** Hands the setup frames of these roles to {@code leg}, which borrows them. */
    void setup(int timestamp, Predicate<FrameRole> roles, Consumer<PublishedFrame> leg) {
        for (PublishedFrame kept : setup.frames()) {
            if (roles.test(kept.role())) {
                PublishedFrame again = kept.at(timestamp);
                leg.accept(again);
                again.media().release();
            }
        }
    }

    /** Hands the media that came before the server's answer to {@code leg}, which borrows it. */
    void early(Consumer<PublishedFrame> leg) {
        early.replay(leg);
    }

    /** Returns the timestamp of the last frame. */
    int latest() {
        return clock.latest();
    }

    /** A target's server publishes this stream. */
    void isOn(Target target) {
        attempts.succeeded(target);
    }

    /** Whether it is published on a target, or about to be. */
    public boolean uses(Target target) {
        return legs.containsKey(target);
    }

    /** Returns the failure of a publish on a target, in words that name the target. */
    RuntimeException left(Target target, Throwable failure) {
        return attempts.left(target, failure);
    }

    /**
     * The server of a leg has ended a stream that it published. It is left: a server may say so
     * because it cannot read the connection any more.
     */
    public void ended(Leg leg, Target target, RtmpClientException fault) {
        legs.remove(target, leg);
        leg.close();
        target.publishFailed(fault, false);
    }

    /**
     * The publish of a leg has failed: ends the leg, and leaves the server unless something else
     * uses the connection.
     *
     * @param mayPass whether the server may take the stream later, see {@link NameClaims}
     */
    void failed(Leg leg, Target target, RtmpClientException fault, boolean mayPass) {
        legs.remove(target, leg);
        leg.close();
        attempts.failed(target, fault, mayPass, leg.isCreated());
    }

    /** Whether a publish that failed on a target's server may succeed later. */
    boolean mayPass(Target target, RtmpClientException fault) {
        return attempts.mayPass(target, fault);
    }

    void status(Target target, NetStatus status) {
        listener.status(this, target, status);
    }

    public void wantKeyframe() {
        long now = System.nanoTime();
        if (now - keyframeWantedAtNanos >= KEYFRAME_INTERVAL_NANOS) {
            keyframeWantedAtNanos = now;
            listener.wantKeyframe(this);
        }
    }

    /**
     * What the page has sent last may be lost: asks for a keyframe, from which the video goes on.
     * The next ack says what has come.
     */
    public void restart() {
        if (isPublished()) {
            ackedBytes = -1;
            early.clear();
            legs.values().forEach(Leg::restart);
            keyframeWantedAtNanos = System.nanoTime();
            listener.wantKeyframe(this);
        }
    }

    /** On how many targets it is published now. */
    public long publishing() {
        return legs.values().stream().filter(Leg::isPublishing).count();
    }

    /** Returns the numbers of the servers that publish it now. */
    public List<Integer> servers() {
        return legs.entrySet().stream()
                .filter(entry -> entry.getValue().isPublishing())
                .map(entry -> entry.getKey().number())
                .toList();
    }

    /** What the page should know of its media; null if nothing came and nothing waits. */
    public @Nullable Ack ack() {
        boolean waits = legs.values().stream().anyMatch(Leg::hasQueue);
        if (bytes == ackedBytes && !waits) {
            return null;
        }
        ackedBytes = bytes;
        return new Ack(
                number,
                bytes,
                clock.latest(),
                legs.values().stream()
                        .map(Leg::ack)
                        .sorted(Comparator.comparingInt(Ack.ServerAck::server))
                        .toList());
    }

    /** A target is no longer there. */
    public void leave(Target target) {
        attempts.leave(target);
        Leg leg = legs.remove(target);
        if (leg != null) {
            leg.close();
        }
    }

    /** Ends the stream on every target, in order; it may be published again. */
    public void close() {
        published = null;
        attempts.clear();
        List<Leg> ending = List.copyOf(legs.values());
        legs.clear(); // first: a publish that fails because its leg ends closes this again
        ending.forEach(Leg::close);
        awaitsResult = false;
        overLimitTold = false;
        early.clear();
        setup.clear();
        classifier = new TagClassifier();
    }

    /** Fails a publish that is still open: the client has closed the stream. */
    public void end() {
        ended.completeExceptionally(new TargetLeftException("the stream was closed"));
    }

    /** Fails when the client closes the stream that is published now. */
    public Uni<Void> ended() {
        return Uni.createFrom().completionStage(ended.copy());
    }
}
