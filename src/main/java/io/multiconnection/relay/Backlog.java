package io.multiconnection.relay;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.relay.Frame.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What a viewer who joins needs to start at once: metadata, codec configurations, and everything
 * since the last keyframe. A group of pictures that is too large is not kept, and who joins then
 * waits for the next keyframe.
 */
final class Backlog {

    private final int maxBytes;
    private final MemoryAccount memory;
    private final ToLongFunction<Frame> cost;
    private final Map<Role, Frame> setup = new EnumMap<>(Role.class);
    private final List<Frame> pictures = new ArrayList<>();
    private long bytes;

    /**
     * @param maxBytes heap of what is kept since the last keyframe
     * @param memory the relay's account; where it is short, pictures are not kept
     * @param cost what a frame counts for in the account
     */
    Backlog(int maxBytes, MemoryAccount memory, ToLongFunction<Frame> cost) {
        this.maxBytes = maxBytes;
        this.memory = memory;
        this.cost = cost;
    }

    void add(Frame frame) {
        switch (frame.role()) {
            case METADATA, AUDIO_CONFIG -> keepSetup(frame);
            case VIDEO_CONFIG -> {
                keepSetup(frame);
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

    private void keepSetup(Frame frame) {
        memory.take(MemoryKind.PLAYBACK, cost.applyAsLong(frame));
        Frame before = setup.put(frame.role(), frame);
        if (before != null) {
            forget(before);
        }
    }

    private void keep(Frame frame) {
        if (bytes + frame.heap() <= maxBytes
                && memory.tryTake(MemoryKind.PLAYBACK, cost.applyAsLong(frame))) {
            pictures.add(frame);
            bytes += frame.heap();
        } else {
            forgetPictures();
        }
    }

    private void forgetPictures() {
        pictures.forEach(this::forget);
        pictures.clear();
        bytes = 0;
    }

    private void forget(Frame frame) {
        memory.give(MemoryKind.PLAYBACK, cost.applyAsLong(frame));
    }

    /** The broadcast is over; the next one brings all of this again. */
    void clear() {
        setup.values().forEach(this::forget);
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
