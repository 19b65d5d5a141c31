package io.multiconnection.relay;

import io.multiconnection.media.DropPolicy;
import io.multiconnection.media.FrameRole;
import io.multiconnection.media.SetupFrames;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import java.util.function.DoublePredicate;

/**
 * Queue control of one viewer: forwards the frames that the viewer wants and has room for. A viewer
 * that reads too slowly loses video up to the next keyframe. Setup frames that could not be sent in
 * time precede the next frame that is sent.
 */
public final class ViewerQueue implements SetupFrames.Keeper<RelayFrame> {

    /** Receiver of the forwarded frames. */
    @FunctionalInterface
    public interface Out {
        void send(RelayFrame frame, int timestamp);
    }

    private final int maxBytes;
    private final PlayMetrics metrics;
    private final MemoryAccount memory;
    private final Out out;
    private final SetupFrames<RelayFrame> setupFrames = new SetupFrames<>(this);
    private final SetupFrames<RelayFrame> missed = new SetupFrames<>();
    private final DropPolicy policy = new DropPolicy();
    private boolean audio = true;
    private boolean video = true;
    private boolean paused;
    private boolean away;
    private boolean holdsAudio;
    private boolean hasVideo;
    private long dropped;

    /**
     * Creates a queue that forwards everything.
     *
     * @param maxBytes limit of the bytes that wait for the viewer
     * @param memory the viewer's account; without room there, frames are dropped
     */
    public ViewerQueue(int maxBytes, PlayMetrics metrics, MemoryAccount memory, Out out) {
        this.maxBytes = maxBytes;
        this.metrics = metrics;
        this.memory = memory;
        this.out = out;
    }

    /**
     * Sends a frame or drops it.
     *
     * @param waiting bytes that were sent and not read yet
     */
    public void offer(RelayFrame frame, int timestamp, long waiting) {
        FrameRole role = frame.role();
        hasVideo |= role.isVideo() && role.isMedia();
        if (role.isSetup()) {
            setupFrames.keep(frame);
        }
        if (paused || away || !wants(role)) {
            miss(frame);
            return;
        }
        long used = waiting + frame.bytes();
        DoublePredicate hasRoom = share -> used <= maxBytes * share && memory.hasRoom(frame.heap());
        switch (role) {
            case METADATA, VIDEO_CONFIG, VIDEO_METADATA, AUDIO_CONFIG, AUDIO_CHANNELS ->
                    setup(frame, timestamp, hasRoom.test(DropPolicy.FULL_SHARE));
            case KEYFRAME -> keyframe(frame, timestamp, hasRoom);
            case VIDEO -> video(frame, timestamp, hasRoom);
            case AUDIO -> {
                if (!holdsAudio) {
                    sendOrDrop(frame, timestamp, hasRoom.test(DropPolicy.FULL_SHARE));
                }
            }
            case DATA -> sendOrDrop(frame, timestamp, hasRoom.test(DropPolicy.FULL_SHARE));
        }
    }

    @Override
    public RelayFrame keep(RelayFrame setup) {
        memory.take(MemoryKind.PLAYBACK, setup.heap());
        return setup;
    }

    @Override
    public void drop(RelayFrame setup) {
        memory.give(MemoryKind.PLAYBACK, setup.heap());
    }

    /** Releases the kept frames at the end of the play. */
    public void close() {
        setupFrames.clear();
        missed.clear();
    }

    private boolean wants(FrameRole role) {
        return role.isVideo() ? video : audio || !role.isAudio();
    }

    private void setup(RelayFrame frame, int timestamp, boolean hasRoom) {
        boolean kept = missed.keep(frame);
        if (hasRoom) {
            sendMissed(timestamp);
            if (!kept) {
                out.send(frame, timestamp);
            }
        }
    }

    private void miss(RelayFrame frame) {
        if (frame.role().isSetup()) {
            missed.keep(frame);
        }
    }

    private void sendMissed(int timestamp) {
        if (!missed.isEmpty()) {
            missed.frames().stream()
                    .filter(setup -> wants(setup.role()))
                    .forEach(setup -> out.send(setup, timestamp));
            missed.forget(this::wants);
        }
    }

    private void keyframe(RelayFrame frame, int timestamp, DoublePredicate hasRoom) {
        boolean sends = policy.keyframe(hasRoom) == DropPolicy.Decision.SEND;
        holdsAudio &= !sends;
        sendOrDrop(frame, timestamp, sends);
    }

    private void video(RelayFrame frame, int timestamp, DoublePredicate hasRoom) {
        switch (policy.video(hasRoom)) {
            case SEND -> sendOrDrop(frame, timestamp, true);
            case DROP -> sendOrDrop(frame, timestamp, false);
            case IGNORE -> {}
        }
    }

    private void sendOrDrop(RelayFrame frame, int timestamp, boolean hasRoom) {
        if (!hasRoom) {
            dropped++;
            metrics.dropped();
            return;
        }
        sendMissed(timestamp);
        metrics.sent(frame.bytes());
        out.send(frame, timestamp);
    }

    /** Pauses the viewer, or resumes at the next keyframe of the live stream. */
    public void pause(boolean pause) {
        paused = pause;
        if (!pause) {
            restart();
        }
    }

    /** Suspends the viewer, which is disconnected. */
    public void away() {
        away = true;
    }

    /**
     * Resumes a viewer that reconnected and may have lost frames: it continues with the setup
     * frames and a keyframe.
     */
    public void back() {
        away = false;
        setupFrames.frames().forEach(missed::keep);
        restart();
    }

    /**
     * Requires a keyframe next, because the frames that follow do not continue the previous ones.
     */
    public void restart() {
        holdsAudio = hasVideo && video;
        if (holdsAudio) {
            policy.restart();
        }
    }

    /** Sets whether the viewer wants audio; true by default. */
    public void receiveAudio(boolean wanted) {
        audio = wanted;
    }

    /** Sets whether the viewer wants video, which resumes at a keyframe; true by default. */
    public void receiveVideo(boolean wanted) {
        if (wanted && !video) {
            policy.restart();
        }
        holdsAudio &= wanted;
        video = wanted;
    }

    /** Returns the number of frames that were dropped because the viewer was slow. */
    public long dropped() {
        return dropped;
    }
}
