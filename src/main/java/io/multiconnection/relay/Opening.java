package io.multiconnection.relay;

import io.multiconnection.media.SetupFrames;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames before a play can begin: setup frames are kept, and media is ignored up to a keyframe;
 * where there is no video, up to the first sound. Video that is expected and does not come is
 * waited for, but not for ever.
 */
final class Opening implements SetupFrames.Keeper<RelayFrame> {

    /** So much sound is passed over for the sake of video that has not shown itself. */
    private static final int PATIENCE_MILLIS = 1000;

    private final MemoryAccount memory;
    private final SetupFrames<RelayFrame> setup = new SetupFrames<>(this);
    private boolean expectsVideo;
    private boolean hasVideo;
    private @Nullable RelayFrame first;
    private @Nullable RelayFrame firstSound;

    /**
     * Nothing yet.
     *
     * @param expectsVideo whether there was video on another server
     * @param memory the viewer's account
     */
    Opening(boolean expectsVideo, MemoryAccount memory) {
        this.memory = memory;
        this.expectsVideo = expectsVideo;
    }

    boolean hasVideo() {
        return hasVideo;
    }

    /** Takes a frame; true if the play begins with it. */
    boolean add(RelayFrame frame) {
        hasVideo |= frame.role().isVideo() && frame.role().isMedia();
        expectsVideo |= frame.tellsOfVideo();
        boolean begins =
                switch (frame.role()) {
                    case KEYFRAME -> true;
                    case AUDIO -> !hasVideo && !(expectsVideo && isEarly(frame));
                    case METADATA,
                            VIDEO_CONFIG,
                            VIDEO_METADATA,
                            AUDIO_CONFIG,
                            AUDIO_CHANNELS,
                            VIDEO,
                            DATA ->
                            false;
                };
        if (begins) {
            first = frame;
        } else if (frame.role().isSetup()) {
            setup.keep(frame);
        }
        return begins;
    }

    private boolean isEarly(RelayFrame sound) {
        firstSound = firstSound == null ? sound : firstSound;
        return sound.timestamp() - firstSound.timestamp() < PATIENCE_MILLIS;
    }

    /** Takes the frames with which the play begins, in the order in which a player needs them. */
    List<RelayFrame> frames() {
        List<RelayFrame> taken = new ArrayList<>(setup.frames());
        if (first != null) {
            taken.add(first);
        }
        forgetAll();
        return taken;
    }

    private void forgetAll() {
        setup.clear();
        first = null;
    }

    @Override
    public RelayFrame keep(RelayFrame frame) {
        memory.take(MemoryKind.PLAYBACK, frame.heap());
        return frame;
    }

    @Override
    public void drop(RelayFrame frame) {
        memory.give(MemoryKind.PLAYBACK, frame.heap());
    }

    /** It has to begin once more. */
    void again() {
        forgetAll();
        firstSound = null;
    }
}
