package io.multiconnection.relay;

import io.multiconnection.media.SetupFrames;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.netty.channel.EventLoop;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Way of frames and statuses from a relay's event loop to that of its viewers, in order. Frames on
 * the way are bounded: where the viewers' loop is too slow, frames are dropped up to the next
 * keyframe, and the last setup frames go before it.
 *
 * <p>Called on the relay's event loop.
 */
final class Handover {

    /** Heap of frames on the way; one frame alone may take more. */
    static final int MAX_BYTES = 4 << 20;

    /** Heap of a task and its place in the queue of an event loop. */
    private static final int TASK_BYTES = 200;

    private final EventLoop loop;
    private final MemoryAccount memory;
    private final PlayMetrics metrics;
    private final Consumer<RelayFrame> receiver;
    private final AtomicLong onTheWay = new AtomicLong();
    private final SetupFrames<RelayFrame> missed = new SetupFrames<>();
    private boolean lagging;
    private boolean hasVideo;

    /**
     * @param memory the relay's account
     * @param receiver takes frames on {@code loop}
     */
    Handover(
            EventLoop loop,
            MemoryAccount memory,
            PlayMetrics metrics,
            Consumer<RelayFrame> receiver) {
        this.loop = loop;
        this.memory = memory;
        this.metrics = metrics;
        this.receiver = receiver;
    }

    /** Hands a frame over or drops it. */
    void frame(RelayFrame frame) {
        hasVideo |= frame.role().isVideo() && frame.role().isMedia();
        if (passes(frame)) {
            if (!missed.isEmpty()) {
                missed.frames().forEach(this::hand);
                missed.clear();
            }
            hand(frame);
        } else if (!frame.role().isSetup() || !missed.keep(frame)) {
            metrics.dropped();
        }
    }

    private boolean passes(RelayFrame frame) {
        boolean canResume =
                switch (frame.role()) {
                    case KEYFRAME -> true;
                    case AUDIO -> !hasVideo;
                    case VIDEO,
                            DATA,
                            METADATA,
                            VIDEO_CONFIG,
                            VIDEO_METADATA,
                            AUDIO_CONFIG,
                            AUDIO_CHANNELS ->
                            false;
                };
        if (lagging && !canResume) {
            return false;
        }
        lagging = !hasRoom(frame.heap(), lagging ? MAX_BYTES / 2 : MAX_BYTES);
        return !lagging;
    }

    private boolean hasRoom(long heap, long limit) {
        long now = onTheWay.get();
        return memory.hasRoom(heap) && (now == 0 || now + heap <= limit);
    }

    private void hand(RelayFrame frame) {
        hand(frame.heap(), () -> receiver.accept(frame));
    }

    /** The broadcast is over: what was missed of it is of no use. */
    void clear() {
        missed.clear();
    }

    /**
     * Hands over something that is never dropped. A flood of it, which the viewers' loop does not
     * take, ends the relay by its account.
     */
    void hand(long heap, Runnable task) {
        long cost = TASK_BYTES + heap;
        memory.take(MemoryKind.PLAYBACK, cost);
        onTheWay.addAndGet(cost);
        loop.execute(
                () -> {
                    onTheWay.addAndGet(-cost);
                    memory.give(MemoryKind.PLAYBACK, cost);
                    task.run();
                });
    }
}
