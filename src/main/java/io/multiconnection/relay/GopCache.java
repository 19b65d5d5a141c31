package io.multiconnection.relay;

import io.multiconnection.media.SetupFrames;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Cache that lets a new viewer start at once: the setup frames and the current group of pictures
 * (GOP), which is everything since the last keyframe. A GOP over the limit is dropped; a new viewer
 * then waits for the next keyframe.
 */
final class GopCache implements SetupFrames.Keeper<RelayFrame> {

    private final int maxBytes;
    private final MemoryAccount memory;
    private final ToLongFunction<RelayFrame> cost;
    private final SetupFrames<RelayFrame> setup = new SetupFrames<>(this);
    private final List<RelayFrame> gop = new ArrayList<>();
    private long bytes;

    /**
     * @param maxBytes limit of the GOP's heap, in bytes
     * @param memory the relay's account; without room there, the GOP is dropped
     * @param cost cost of a frame in the account, in bytes
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
                reconfigured(frame);
            }
            case KEYFRAME -> {
                clearGop();
                addToGop(frame);
            }
            case VIDEO, AUDIO -> {
                if (!gop.isEmpty()) {
                    addToGop(frame);
                }
            }
            case DATA -> {}
        }
    }

    /** Drops the GOP if its track has a new configuration; other tracks do not invalidate it. */
    private void reconfigured(RelayFrame config) {
        if (!gop.isEmpty()
                && !Collections.disjoint(config.kind().parts(), gop.getFirst().kind().parts())) {
            clearGop();
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

    private void addToGop(RelayFrame frame) {
        if (bytes + frame.heap() <= maxBytes
                && memory.tryTake(MemoryKind.PLAYBACK, cost.applyAsLong(frame))) {
            gop.add(frame);
            bytes += frame.heap();
        } else {
            clearGop();
        }
    }

    private void clearGop() {
        gop.forEach(this::drop);
        gop.clear();
        bytes = 0;
    }

    /** Drops all frames at the end of a broadcast. */
    void clear() {
        setup.clear();
        clearGop();
    }

    /** Returns the cached frames in the order in which a player needs them. */
    List<RelayFrame> frames() {
        List<RelayFrame> frames = new ArrayList<>(setup.frames());
        frames.addAll(gop);
        return frames;
    }
}
