package io.multiconnection.publish;

import io.multiconnection.gateway.SessionLimits;
import io.multiconnection.media.FrameRole;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Media and data of a stream that servers have not answered {@code publish} for: the data, and the
 * media from the last keyframe on; where there is no video, from the first sound on. Setup frames
 * are not its business.
 *
 * <p>It holds at most half a queue of a server, in bytes and in media time, so that a server that
 * gets all of it does not lag. Beyond that the media is dropped up to the next keyframe.
 */
final class EarlyMedia {

    /** Heap of a frame beside its bytes. */
    private static final int FRAME_BYTES = 512;

    private final int maxBytes;
    private final int maxMillis;
    private final MemoryAccount memory;
    private final Deque<PublishedFrame> frames = new ArrayDeque<>();
    private @Nullable PublishedFrame firstMedia;
    private boolean hasVideo;
    private long bytes;

    EarlyMedia(SessionLimits limits, MemoryAccount memory) {
        this.maxBytes = limits.queueBytes() / 2;
        this.maxMillis = limits.queueMillis() / 2;
        this.memory = memory;
    }

    /** Keeps a frame, if it can be of use; borrows it. */
    void add(PublishedFrame frame) {
        hasVideo |= frame.role().isVideo();
        switch (frame.role()) {
            case KEYFRAME -> {
                forgetMedia();
                keep(frame);
            }
            case VIDEO -> {
                if (keyframe() != null) {
                    keep(frame);
                }
            }
            case AUDIO -> {
                if (keyframe() != null || !hasVideo) {
                    keep(frame);
                }
            }
            case DATA -> keep(frame);
            case VIDEO_CONFIG -> configured(frame);
            case METADATA, VIDEO_METADATA, AUDIO_CONFIG, AUDIO_CHANNELS -> {}
        }
    }

    private @Nullable PublishedFrame keyframe() {
        PublishedFrame first = firstMedia;
        return first != null && first.role() == FrameRole.KEYFRAME ? first : null;
    }

    /** Frames of another configuration are of no use; those of another track still are. */
    private void configured(PublishedFrame config) {
        PublishedFrame keyframe = keyframe();
        if (keyframe != null
                && !Collections.disjoint(config.kind().parts(), keyframe.kind().parts())) {
            forgetMedia();
        }
    }

    private void keep(PublishedFrame frame) {
        boolean fits =
                bytes + cost(frame) <= maxBytes
                        && millis(frame) <= maxMillis
                        && memory.tryTake(MemoryKind.SEND_QUEUE, cost(frame));
        if (!fits) {
            forgetMedia();
            return;
        }
        PublishedFrame kept = frame.at(frame.timestamp());
        frames.add(kept);
        bytes += cost(kept);
        if (firstMedia == null && kept.role().isMedia()) {
            firstMedia = kept;
        }
    }

    private static long cost(PublishedFrame frame) {
        return (long) FRAME_BYTES + frame.bytes();
    }

    private int millis(PublishedFrame frame) {
        return firstMedia == null || !frame.role().isMedia()
                ? 0
                : frame.timestamp() - firstMedia.timestamp();
    }

    private void forgetMedia() {
        firstMedia = null;
        forget(true);
    }

    private void forget(boolean onlyMedia) {
        frames.removeIf(
                frame -> {
                    boolean drops = !onlyMedia || frame.role().isMedia();
                    if (drops) {
                        bytes -= cost(frame);
                        memory.give(MemoryKind.SEND_QUEUE, cost(frame));
                        frame.media().release();
                    }
                    return drops;
                });
    }

    /** Hands everything to a server that has answered, which borrows it. */
    void replay(Consumer<PublishedFrame> leg) {
        frames.forEach(leg);
    }

    /** Drops everything: nobody waits for it, or what follows does not follow it. */
    void clear() {
        firstMedia = null;
        hasVideo = false;
        forget(false);
    }
}
