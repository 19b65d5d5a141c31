package io.multiconnection.relay;

import io.multiconnection.media.SetupFrames;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Frames with which a viewer that joins starts at once: the setup frames, and everything since the
 * last keyframe. A GOP that is too large is not kept; a viewer that joins then waits for the next
 * keyframe.
 */
final class GopCache implements SetupFrames.Keeper<RelayFrame> {

    private final int maxBytes;
    private final MemoryAccount memory;
    private final ToLongFunction<RelayFrame> cost;
    private final SetupFrames<RelayFrame> setup = new SetupFrames<>(this);
    private final List<RelayFrame> pictures = new ArrayList<>();
    private long bytes;

    /**
     * @param maxBytes heap of what is kept since the last keyframe
     * @param memory the relay's account; where it is short, pictures are not kept
     * @param cost what a frame counts for in the account
     */
    GopCache(int maxBytes, MemoryAccount memory, ToLongFunction<RelayFrame> cost) {
        this.maxBytes = maxBytes;
        this.memory = memory;
        this.cost = cost;
    }

    void add(RelayFrame frame) {
        switch (frame.role()) {
            case METADATA, VIDEO_METADATA, AUDIO_CONFIG, AUDIO_CHANNELS -> setup.keep(frame);
            case VIDEO_CONFIG -> {
                setup.keep(frame);
                configured(frame);
            }
            case KEYFRAME -> {
                forgetPictures();
                keepPicture(frame);
            }
            case VIDEO, AUDIO -> {
                if (!pictures.isEmpty()) {
                    keepPicture(frame);
                }
            }
            case DATA -> {}
        }
    }

    /** Frames of another configuration are of no use; those of another track still are. */
    private void configured(RelayFrame config) {
        if (!pictures.isEmpty()
                && !Collections.disjoint(
                        config.kind().parts(), pictures.getFirst().kind().parts())) {
            forgetPictures();
        }
    }

    @Override
    public RelayFrame keep(RelayFrame frame) {
        memory.take(MemoryKind.PLAYBACK, cost.applyAsLong(frame));
        return frame;
    }

    @Override
    public void drop(RelayFrame frame) {
        memory.give(MemoryKind.PLAYBACK, cost.applyAsLong(frame));
    }

    private void keepPicture(RelayFrame frame) {
        if (bytes + frame.heap() <= maxBytes
                && memory.tryTake(MemoryKind.PLAYBACK, cost.applyAsLong(frame))) {
            pictures.add(frame);
            bytes += frame.heap();
        } else {
            forgetPictures();
        }
    }

    private void forgetPictures() {
        pictures.forEach(this::drop);
        pictures.clear();
        bytes = 0;
    }

    /** The broadcast is over; the next one brings all of this again. */
    void clear() {
        setup.clear();
        forgetPictures();
    }

    /** All that is kept, in the order in which a player needs it. */
    List<RelayFrame> frames() {
        List<RelayFrame> frames = new ArrayList<>(setup.frames());
        frames.addAll(pictures);
        return frames;
    }
}
