package io.multiconnection.relay;

import io.multiconnection.relay.Frame.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a viewer who joins needs to start at once: metadata, codec configurations, and everything
 * since the last keyframe. A group of pictures that is too large is not kept, and who joins then
 * waits for the next keyframe.
 */
final class Backlog {

    private final int maxBytes;
    private final Map<Role, Frame> setup = new EnumMap<>(Role.class);
    private final List<Frame> pictures = new ArrayList<>();
    private int bytes;

    Backlog(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    void add(Frame frame) {
        switch (frame.role()) {
            case METADATA, AUDIO_CONFIG -> setup.put(frame.role(), frame);
            case VIDEO_CONFIG -> {
                setup.put(frame.role(), frame);
                forgetPictures(); // of another configuration
            }
            case KEYFRAME -> {
                forgetPictures();
                keep(frame);
            }
            case VIDEO, AUDIO -> {
                if (!pictures.isEmpty()) {
                    keep(frame);
                }
            }
            case DATA -> {}
        }
    }

    private void keep(Frame frame) {
        pictures.add(frame);
        bytes += frame.bytes();
        if (bytes > maxBytes) {
            forgetPictures();
        }
    }

    private void forgetPictures() {
        pictures.clear();
        bytes = 0;
    }

    /** The broadcast is over; the next one brings all of this again. */
    void clear() {
        setup.clear();
        forgetPictures();
    }

    /** All that is kept, in the order in which a player needs it. */
    List<Frame> frames() {
        List<Frame> frames = new ArrayList<>(setup.values()); // in the order of Role
        frames.addAll(pictures);
        return frames;
    }
}
