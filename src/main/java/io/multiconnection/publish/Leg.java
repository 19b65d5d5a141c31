package io.multiconnection.publish;

import io.multiconnection.log.ServerEvent;
import io.multiconnection.media.DropPolicy;
import io.multiconnection.media.FrameRole;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.protocol.GatewayMessage.Ack.ServerAck;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.NetStream;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.multiconnection.target.MediaKind;
import io.multiconnection.target.Target;
import io.multiconnection.target.WriteVerdict;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stream of a fan-out on one target, with its bounded send queue.
 *
 * <p>Media begins, and resumes after a lag, with the setup frames and a keyframe. Data needs no
 * keyframe: it follows the metadata, and is sent at once. {@link DropPolicy} decides which video is
 * dropped when the queue fills. The queue also counts as full when the session's memory is short,
 * unless the queue holds little of it.
 */
final class Leg implements NetStream.Listener {

    private final FanOut fanOut;
    private final Target target;
    private final NetStream stream;
    private final QueueLimits limits;
    private final SendQueue queue;
    private final DropPolicy policy = new DropPolicy();
    private boolean begun;
    private boolean lagging;
    private boolean opening = true;
    private boolean closed;
    private boolean metadataStale = true;
    private boolean configStale = true;
    private final UncountedMessages unflushed = new UncountedMessages();
    private long frames;
    private long dropped;
    private @Nullable DropEvent dropEvent;

    Leg(FanOut fanOut, Target target, QueueLimits limits, MemoryAccount memory) {
        this.fanOut = fanOut;
        this.target = target;
        this.stream = target.connection().newStream(this);
        this.limits = limits;
        this.queue = new SendQueue(memory, System::nanoTime, target.metrics()::written);
        policy.restart(); // begins with a keyframe
        target.guard().streamBegun();
    }

    /** Publishes; a target that refuses or does not respond in time is left. */
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

    /** Sends the media that arrived since the request to publish. */
    private void started() {
        fanOut.succeeded(target);
        target.published();
        sendMetadata();
        fanOut.early(this::offer);
        flush();
        if (policy.awaitsKeyframe() && fanOut.hasVideo()) {
            fanOut.wantKeyframe();
        }
    }

    private void answered() {
        opening = false;
        fanOut.settled();
    }

    /** Returns whether the response to publish is pending. */
    boolean isOpening() {
        return opening;
    }

    /** Returns whether the server has responded to createStream. */
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

    /** Writes {@code frame} or drops it; borrows it. */
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
        if (policy.keyframe(share -> reserve(frame, share)) == DropPolicy.Decision.SEND) {
            begin(frame.timestamp());
            write(frame);
        } else {
            drop(frame);
        }
        reportLag();
    }

    private void video(PublishedFrame frame) {
        switch (policy.video(share -> reserve(frame, share))) {
            case SEND -> write(frame);
            case DROP -> {
                drop(frame);
                requestKeyframe();
            }
            case IGNORE -> requestKeyframe();
        }
        reportLag();
    }

    /** Requests a keyframe as soon as the queue would accept one. */
    private void requestKeyframe() {
        if (queue.bytes() <= limits.bytes() * DropPolicy.RESUME_SHARE) {
            fanOut.wantKeyframe();
        }
    }

    private void reportLag() {
        if (begun && lagging != policy.isLagging()) {
            lagging = policy.isLagging();
            target.lagging(lagging);
        }
    }

    private void audio(PublishedFrame frame) {
        if (!begun && fanOut.hasVideo()) {
            return;
        }
        if (reserve(frame, DropPolicy.FULL_SHARE)) {
            begin(frame.timestamp());
            write(frame);
        } else {
            drop(frame);
        }
    }

    private void metadata(PublishedFrame frame) {
        if (metadataStale) {
            sendMetadata(); // includes this frame
        } else if (verdict(frame) != WriteVerdict.NOW) {
            drop(frame);
        } else if (reserve(frame, DropPolicy.FULL_SHARE)) {
            write(frame);
        } else {
            metadataStale = true;
            drop(frame);
        }
    }

    private void data(PublishedFrame frame) {
        if (metadataStale) {
            sendMetadata();
        }
        if (verdict(frame) == WriteVerdict.NOW && reserve(frame, DropPolicy.FULL_SHARE)) {
            write(frame);
        } else {
            drop(frame);
        }
    }

    /**
     * Returns whether a message may be sent, or the server would hang up on it. Metadata that has
     * to wait is sent with a later frame.
     */
    private WriteVerdict verdict(PublishedFrame frame) {
        PublishedFrame.Message message = frame.message();
        if (message == null) {
            return WriteVerdict.NOW;
        }
        WriteVerdict verdict = target.guard().verdict(message.subject(), message.kinds());
        metadataStale |= verdict == WriteVerdict.LATER && frame.role() == FrameRole.METADATA;
        return verdict;
    }

    /** Before the first media the fan-out alone keeps configurations. */
    private void config(PublishedFrame frame) {
        if (!begun) {
            return;
        }
        if (reserve(frame, DropPolicy.FULL_SHARE)) {
            write(frame);
        } else {
            configStale = true;
            drop(frame);
        }
    }

    /** Sends the setup frames that the server does not have in their present form. */
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
                    if (verdict(frame) == WriteVerdict.NOW) {
                        queue.reserveAlways(frame.bytes());
                        write(frame);
                    }
                });
    }

    /** Drops video up to the next keyframe: a part of the stream is missing. */
    void restart() {
        policy.restart();
    }

    /**
     * Reserves room for a frame in the queue and in the session's memory; returns false if there is
     * none.
     */
    private boolean reserve(PublishedFrame frame, double share) {
        return queue.bytes() + frame.bytes() <= limits.bytes() * share
                && queue.millis() <= limits.millis() * share
                && queue.reserve(frame.bytes());
    }

    private void write(PublishedFrame frame) {
        frames++;
        if (dropEvent != null && !policy.isLagging()) {
            recordDrops();
        }
        if (frame.message() != null) {
            target.guard().sent(frame.message().subject(), frame.message().kinds());
        }
        unflushed.add(kind(frame), frame.bytes());
        boolean isMetadata = frame.role() == FrameRole.METADATA; // its timestamp is always 0
        queue.add(frame.bytes(), isMetadata ? fanOut.latest() : frame.timestamp());
        stream.write(frame.media().retain()).addListener(queue);
    }

    /** Sends the frames that were written since the last flush. */
    void flush() {
        if (!unflushed.isEmpty()) {
            unflushed.moveTo(target.metrics());
            stream.flush();
        }
    }

    private void drop(PublishedFrame frame) {
        dropped++;
        target.metrics().dropped(kind(frame));
        if (dropEvent == null) {
            dropEvent = ServerEvent.begin(new DropEvent(), target::subject);
        }
        if (dropEvent != null) {
            dropEvent.frames++;
            dropEvent.bytes += frame.bytes();
        }
    }

    private void recordDrops() {
        DropEvent ending = dropEvent;
        if (ending != null) {
            dropEvent = null;
            ending.commit();
        }
    }

    private static MediaKind kind(PublishedFrame frame) {
        FrameRole role = frame.role();
        return role.isVideo() ? MediaKind.VIDEO : role.isAudio() ? MediaKind.AUDIO : MediaKind.DATA;
    }

    boolean isPublishing() {
        return stream.isPublishing();
    }

    boolean hasQueue() {
        return queue.bytes() > 0;
    }

    /** Returns the leg's part of an ack; metrics record what waits, and sample a frame. */
    ServerAck ack() {
        target.metrics().queued(queue.bytes(), queue.millis());
        queue.sample();
        return new ServerAck(
                target.number(), queue.bytes(), queue.millis(), queue.sentBytes(), frames, dropped);
    }

    /** Closes the stream in order. */
    void close() {
        flush();
        recordDrops();
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
