package io.multiconnection.publish;

import io.multiconnection.gateway.SessionLimits;
import io.multiconnection.media.FrameRole;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.protocol.GatewayMessage.Ack.ServerAck;
import io.multiconnection.replica.Verdict;
import io.multiconnection.rtmp.client.NetConnection;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.NetStream;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.multiconnection.target.Target;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * A fan-out's stream on one target, with its bounded queue.
 *
 * <p>Media begins, and goes on after a lag, at a keyframe and after the setup frames. Data needs no
 * keyframe: it follows the metadata, and is sent as it comes. When its queue is three quarters full
 * it lags: video is dropped up to the first keyframe that finds the queue half empty. The last
 * quarter is kept for audio. A queue is also full when the session's memory is short, unless it
 * holds little of that.
 */
final class Leg implements NetStream.Listener {

    private static final double VIDEO_SHARE = 0.75;
    private static final double RESUME_SHARE = 0.5;

    private final FanOut fanOut;
    private final Target target;
    private final NetStream stream;
    private final SessionLimits limits;
    private final SendQueue queue;
    private boolean begun;
    private boolean waitsForKeyframe = true;
    private boolean lagging;
    private boolean opening = true;
    private boolean closed;
    private boolean metadataStale = true;
    private boolean configStale = true;
    private long frames;
    private long dropped;

    Leg(
            FanOut fanOut,
            Target target,
            NetConnection connection,
            SessionLimits limits,
            MemoryAccount memory) {
        this.fanOut = fanOut;
        this.target = target;
        this.stream = connection.newStream(this);
        this.limits = limits;
        this.queue = new SendQueue(memory);
        target.guard().streamBegun();
    }

    /** Publishes; a target that refuses or does not answer in time is left. */
    Uni<Void> publish(String name, String mode, Duration timeout) {
        return stream.publish(name, mode)
                .ifNoItem()
                .after(timeout)
                .on(fanOut.loop())
                .failWith(
                        () ->
                                new RtmpClientException(
                                        Kind.TIMEOUT,
                                        "the answer to publish did not come within "
                                                + timeout.toMillis()
                                                + " ms"))
                .onFailure(RtmpClientException.class)
                .invoke(fault -> fanOut.failed(this, target, fault, fanOut.mayPass(target, fault)))
                .onFailure()
                .transform(failure -> fanOut.left(target, failure))
                .invoke(this::started)
                .onTermination()
                .invoke(this::answered)
                .replaceWithVoid();
    }

    /** Sends what the client sent since it asked to publish. */
    private void started() {
        fanOut.isOn(target);
        target.published();
        sendMetadata();
        fanOut.early(this::offer);
        if (waitsForKeyframe && fanOut.hasVideo()) {
            fanOut.wantKeyframe();
        }
    }

    private void answered() {
        opening = false;
        fanOut.settled();
    }

    /** Returns whether the server has not answered publish yet. */
    boolean isOpening() {
        return opening;
    }

    /** Returns whether the server has made the stream, whatever it says to publish. */
    boolean isCreated() {
        return stream.isCreated();
    }

    @Override
    public void onStatus(NetStatus status) {
        fanOut.status(target, status);
    }

    @Override
    public void onEnded(RtmpClientException fault) {
        fanOut.ended(this, target, fault);
    }

    /** Writes {@code frame} or drops it; the caller keeps its own reference. */
    void offer(PublishedFrame frame) {
        if (!stream.isPublishing()) {
            return;
        }
        switch (frame.role()) {
            case KEYFRAME -> keyframe(frame);
            case VIDEO -> video(frame);
            case AUDIO -> audio(frame);
            case METADATA -> metadata(frame);
            case VIDEO_CONFIG, VIDEO_METADATA, AUDIO_CONFIG, AUDIO_CHANNELS -> config(frame);
            case DATA -> data(frame);
        }
    }

    private void keyframe(PublishedFrame frame) {
        if (!reserve(frame, waitsForKeyframe ? RESUME_SHARE : VIDEO_SHARE)) {
            lag();
            return;
        }
        waitsForKeyframe = false;
        begin(frame.timestamp());
        if (lagging) {
            lagging = false;
            target.lagging(false);
        }
        write(frame);
    }

    private void video(PublishedFrame frame) {
        if (waitsForKeyframe) {
            if (queue.bytes() <= limits.queueBytes() * RESUME_SHARE) {
                fanOut.wantKeyframe();
            }
            if (lagging) {
                drop();
            }
        } else if (reserve(frame, VIDEO_SHARE)) {
            write(frame);
        } else {
            lag();
        }
    }

    private void audio(PublishedFrame frame) {
        if (!begun && fanOut.hasVideo()) {
            return;
        }
        if (reserve(frame, 1)) {
            begin(frame.timestamp());
            write(frame);
        } else {
            drop();
        }
    }

    private void metadata(PublishedFrame frame) {
        if (metadataStale) {
            sendMetadata(); // this one is part of it
        } else if (verdict(frame) != Verdict.NOW) {
            drop();
        } else if (reserve(frame, 1)) {
            write(frame);
        } else {
            metadataStale = true;
            drop();
        }
    }

    private void data(PublishedFrame frame) {
        if (metadataStale) {
            sendMetadata();
        }
        if (verdict(frame) == Verdict.NOW && reserve(frame, 1)) {
            write(frame);
        } else {
            drop();
        }
    }

    /**
     * Returns whether a message may be sent: the server may have hung up on it before. Metadata
     * that has to wait comes with a later frame.
     */
    private Verdict verdict(PublishedFrame frame) {
        PublishedFrame.Message message = frame.message();
        if (message == null) {
            return Verdict.NOW;
        }
        Verdict verdict = target.guard().verdict(message.subject(), message.kinds());
        metadataStale |= verdict == Verdict.LATER && frame.role() == FrameRole.METADATA;
        return verdict;
    }

    /** Before the beginning these are only kept by the fan-out. */
    private void config(PublishedFrame frame) {
        if (!begun) {
            return;
        }
        if (reserve(frame, 1)) {
            write(frame);
        } else {
            configStale = true;
            drop();
        }
    }

    /** Sends the setup frames, where the server does not have them as they are now. */
    private void begin(int timestamp) {
        begun = true;
        if (metadataStale) {
            sendMetadata();
        }
        if (configStale) {
            configStale = false;
            sendSetup(timestamp, role -> role != FrameRole.METADATA);
        }
    }

    private void sendMetadata() {
        metadataStale = false;
        sendSetup(0, role -> role == FrameRole.METADATA);
    }

    private void sendSetup(int timestamp, Predicate<FrameRole> roles) {
        fanOut.setup(
                timestamp,
                roles,
                frame -> {
                    if (verdict(frame) == Verdict.NOW) {
                        queue.reserveAlways(frame.bytes());
                        write(frame);
                    }
                });
    }

    /** What comes next does not follow what went before: video goes on at a keyframe. */
    void restart() {
        waitsForKeyframe = true;
    }

    /**
     * Reserves room for a frame in the queue and in the session's memory; false if there is none.
     */
    private boolean reserve(PublishedFrame frame, double share) {
        return queue.bytes() + frame.bytes() <= limits.queueBytes() * share
                && queue.millis() <= limits.queueMillis() * share
                && queue.reserve(frame.bytes());
    }

    private void write(PublishedFrame frame) {
        frames++;
        if (frame.message() != null) {
            target.guard().sent(frame.message().subject(), frame.message().kinds());
        }
        target.metrics().sent(frame.bytes());
        boolean isMetadata = frame.role() == FrameRole.METADATA; // which has no time of its own
        queue.add(frame.bytes(), isMetadata ? fanOut.latest() : frame.timestamp());
        stream.write(frame.media().retain()).addListener(queue);
    }

    private void lag() {
        drop();
        waitsForKeyframe = true;
        if (begun && !lagging) {
            lagging = true;
            target.lagging(true);
        }
    }

    private void drop() {
        dropped++;
        target.metrics().dropped();
    }

    boolean isPublishing() {
        return stream.isPublishing();
    }

    boolean hasQueue() {
        return queue.bytes() > 0;
    }

    ServerAck ack() {
        return new ServerAck(
                target.number(), queue.bytes(), queue.millis(), queue.sentBytes(), frames, dropped);
    }

    /** Ends the stream in order. */
    void close() {
        if (!closed) {
            closed = true;
            target.guard().streamEnded();
        }
        stream.close();
        if (lagging) {
            lagging = false;
            target.lagging(false);
        }
    }
}
