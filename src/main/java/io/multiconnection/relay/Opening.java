package io.multiconnection.relay;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.relay.Frame.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What comes before a play can begin: metadata and codec configurations are kept, and media is
 * passed over up to a keyframe; where there is no video, up to the first sound. Video that is
 * expected and does not come is waited for, but not for ever.
 */
final class Opening {

    /** So much sound is passed over for the sake of video that has not shown itself. */
    private static final int PATIENCE_MILLIS = 1000;

    private final MemoryAccount memory;
    private final Map<Role, Frame> frames = new EnumMap<>(Role.class);
    private boolean expectsVideo;
    private boolean hasVideo;
    private @Nullable Frame firstSound;

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
    boolean add(Frame frame) {
        hasVideo |= frame.role().isVideo() && frame.role().isMedia();
        expectsVideo |= frame.tellsOfVideo();
        boolean begins =
                switch (frame.role()) {
                    case KEYFRAME -> true;
                    case AUDIO -> !hasVideo && !(expectsVideo && isEarly(frame));
                    case METADATA, VIDEO_CONFIG, AUDIO_CONFIG, VIDEO, DATA -> false;
                };
        if (begins || frame.role().isSetup()) {
            memory.take(MemoryKind.PLAYBACK, frame.heap());
            forget(frames.put(frame.role(), frame));
        }
        return begins;
    }

    private boolean isEarly(Frame sound) {
        firstSound = firstSound == null ? sound : firstSound;
        return sound.timestamp() - firstSound.timestamp() < PATIENCE_MILLIS;
    }

    /** Takes what it was kept for, in the order in which a player needs it. */
    List<Frame> frames() {
        List<Frame> taken = new ArrayList<>(frames.values());
        forgetAll();
        return taken;
    }

    private void forgetAll() {
        frames.values().forEach(this::forget);
        frames.clear();
    }

    private void forget(@Nullable Frame frame) {
        if (frame != null) {
            memory.give(MemoryKind.PLAYBACK, frame.heap());
        }
    }

    /** It has to begin once more. */
    void again() {
        forgetAll();
        firstSound = null;
    }
}
