package io.multiconnection.relay;

import io.multiconnection.relay.Frame.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What comes before a play can begin: metadata and codec configurations are kept, and media is
 * passed over up to a keyframe; where there is no video, up to the first sound.
 */
final class Opening {

    private final Map<Role, Frame> frames = new EnumMap<>(Role.class);
    private boolean hasVideo;

    /** Takes a frame; true if the play begins with it. */
    boolean add(Frame frame) {
        hasVideo |= frame.role().isVideo();
        boolean begins =
                switch (frame.role()) {
                    case KEYFRAME -> true;
                    case AUDIO -> !hasVideo;
                    case METADATA, VIDEO_CONFIG, AUDIO_CONFIG, VIDEO, DATA -> false;
                };
        if (begins || frame.role().isSetup()) {
            frames.put(frame.role(), frame);
        }
        return begins;
    }

    /** Takes what it was kept for, in the order in which a player needs it. */
    List<Frame> frames() {
        List<Frame> taken = new ArrayList<>(frames.values());
        frames.clear();
        return taken;
    }

    /** It has to begin once more. */
    void again() {
        frames.clear();
    }
}
