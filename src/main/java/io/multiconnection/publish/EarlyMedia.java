package io.multiconnection.publish;

import io.multiconnection.media.FrameRole;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Media and data of a stream whose {@code publish} has no response yet: all data, and the media
 * from the last keyframe; without video, from the first audio frame. Setup frames are kept
 * elsewhere.
 *
 * <p>Bounded to half a send queue, in bytes and in media time, so that a server that receives all
 * of it does not lag. Beyond the bound, media is dropped up to the next keyframe.
 */
final class EarlyMedia {

    /** Heap of a frame without its body. */
    private static final int FRAME_BYTES = 512;

    private final int maxBytes;
    private final int maxMillis;
    private final MemoryAccount memory;
    private final Deque<PublishedFrame> frames = new ArrayDeque<>();
    private @Nullable PublishedFrame firstMedia;
    private boolean hasVideo;
    private long bytes;

    EarlyMedia(QueueLimits limits, MemoryAccount memory) {
        this.maxBytes = limits.bytes() / 2;
        this.maxMillis = limits.millis() / 2;
        this.memory = memory;
    }

    /** Keeps a frame that a server can use later; borrows it. */
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

    /** Frames of an outdated configuration are useless; those of another track are kept. */
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

    /** Passes everything to the leg of a server that has responded; the leg borrows it. */
    void replay(Consumer<PublishedFrame> leg) {
        frames.forEach(leg);
    }

    /** Drops everything: no server waits for it, or the stream restarts. */
    void clear() {
        firstMedia = null;
        hasVideo = false;
        forget(false);
    }
}
