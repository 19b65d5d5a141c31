package io.multiconnection.relay;

import io.multiconnection.media.FrameRole;
import io.multiconnection.media.SetupFrames;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;

/**
 * Lets through to one viewer what that viewer wants and has room for. Who reads too slowly loses
 * video up to the next keyframe. Setup frames that could not go out in their time go before the
 * next frame that does.
 */
public final class ViewerQueue implements SetupFrames.Keeper<RelayFrame> {

    /** Where a frame goes that is let through. */
    @FunctionalInterface
    public interface Out {
        void send(RelayFrame frame, int timestamp);
    }

    /** So much of the limit is kept for audio ... */
    private static final double VIDEO_RESERVE = 0.25;

    /** ... and so much must be free for video to go on. */
    private static final double RESUME_RESERVE = 0.5;

    private final int maxBytes;
    private final PlayMetrics metrics;
    private final MemoryAccount memory;
    private final Out out;
    private final SetupFrames<RelayFrame> setups = new SetupFrames<>(this);
    private final SetupFrames<RelayFrame> missed = new SetupFrames<>();
    private boolean audio = true;
    private boolean video = true;
    private boolean paused;
    private boolean away;
    private boolean awaitsKeyframe;
    private boolean lagging;
    private boolean holdsAudio;
    private boolean hasVideo;
    private long dropped;

    /**
     * A gate that is open.
     *
     * @param maxBytes what may wait for the viewer
     * @param memory the viewer's account: where it has no room for a frame, there is none
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
     * @param waiting bytes that were sent before and are not read yet
     */
    public void offer(RelayFrame frame, int timestamp, long waiting) {
        FrameRole role = frame.role();
        hasVideo |= role.isVideo() && role.isMedia();
        if (role.isSetup()) {
            setups.keep(frame);
        }
        if (paused || away || !wants(role)) {
            miss(frame);
            return;
        }
        long room = memory.hasRoom(frame.heap()) ? maxBytes - waiting - frame.bytes() : -1;
        switch (role) {
            case METADATA, VIDEO_CONFIG, VIDEO_METADATA, AUDIO_CONFIG, AUDIO_CHANNELS ->
                    setup(frame, timestamp, room >= 0);
            case KEYFRAME -> keyframe(frame, timestamp, room);
            case VIDEO -> video(frame, timestamp, room >= maxBytes * VIDEO_RESERVE);
            case AUDIO -> {
                if (!holdsAudio) {
                    sendOrDrop(frame, timestamp, room >= 0);
                }
            }
            case DATA -> sendOrDrop(frame, timestamp, room >= 0);
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

    /** The play is over: nothing is kept any more. */
    public void close() {
        setups.clear();
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

    private void keyframe(RelayFrame frame, int timestamp, long room) {
        boolean hasRoom = room >= maxBytes * (lagging ? RESUME_RESERVE : VIDEO_RESERVE);
        lagging = !hasRoom;
        awaitsKeyframe = !hasRoom;
        holdsAudio &= !hasRoom;
        sendOrDrop(frame, timestamp, hasRoom);
    }

    private void video(RelayFrame frame, int timestamp, boolean hasRoom) {
        if (!awaitsKeyframe && !hasRoom) {
            lagging = true;
            awaitsKeyframe = true;
        }
        if (lagging || !awaitsKeyframe) {
            sendOrDrop(frame, timestamp, !awaitsKeyframe);
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

    /** Nothing goes through; or it goes on where the stream is then, from a keyframe. */
    public void pause(boolean pause) {
        paused = pause;
        if (!pause) {
            restart();
        }
    }

    /** The viewer is away: nothing goes through. */
    public void away() {
        away = true;
    }

    /**
     * The viewer is there, and may not have got what went through last: it goes on from a keyframe,
     * after the codec configurations.
     */
    public void back() {
        away = false;
        setups.frames().forEach(missed::keep);
        restart();
    }

    /** What comes next does not follow what went before: it begins with a keyframe. */
    public void restart() {
        awaitsKeyframe = hasVideo && video;
        holdsAudio = awaitsKeyframe;
    }

    /** Whether audio is wanted; it is until this is called. */
    public void receiveAudio(boolean wanted) {
        audio = wanted;
    }

    /** Whether video is wanted; it is until this is called. It goes on from a keyframe. */
    public void receiveVideo(boolean wanted) {
        awaitsKeyframe |= wanted && !video;
        holdsAudio &= wanted;
        video = wanted;
    }

    /** Frames that were dropped because the viewer was slow. */
    public long dropped() {
        return dropped;
    }
}
