package io.multiconnection.relay;

import io.multiconnection.media.SetupFrames;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.netty.channel.EventLoop;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Bounded queue of frames and statuses from a relay's event loop to the viewers' event loop, in
 * order. If the viewers' loop is too slow, frames are dropped up to the next keyframe, which the
 * latest setup frames precede.
 *
 * <p>Called on the relay's event loop.
 */
final class CrossLoopQueue {

    /** Limit of the heap of queued frames, in bytes; a single frame may exceed it. */
    static final int MAX_BYTES = 4 << 20;

    /** Heap of a task in the queue of an event loop, in bytes. */
    private static final int TASK_BYTES = 200;

    private final EventLoop loop;
    private final MemoryAccount memory;
    private final PlayMetrics metrics;
    private final Consumer<RelayFrame> receiver;
    private final AtomicLong queued = new AtomicLong();
    private final SetupFrames<RelayFrame> missed = new SetupFrames<>();
    private boolean lagging;
    private boolean hasVideo;

    /**
     * @param memory the relay's account
     * @param receiver takes frames on {@code loop}
     */
    CrossLoopQueue(
            EventLoop loop,
            MemoryAccount memory,
            PlayMetrics metrics,
            Consumer<RelayFrame> receiver) {
        this.loop = loop;
        this.memory = memory;
        this.metrics = metrics;
        this.receiver = receiver;
    }

    /** Queues a frame or drops it. */
    void frame(RelayFrame frame) {
        hasVideo |= frame.role().isVideo() && frame.role().isMedia();
        if (passes(frame)) {
            if (!missed.isEmpty()) {
                missed.frames().forEach(this::post);
                missed.clear();
            }
            post(frame);
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
        long now = queued.get();
        return memory.hasRoom(heap) && (now == 0 || now + heap <= limit);
    }

    private void post(RelayFrame frame) {
        post(frame.heap(), () -> receiver.accept(frame));
    }

    /** Drops the setup frames of a broadcast that has ended. */
    void clear() {
        missed.clear();
    }

    /**
     * Queues a task, which is never dropped. A flood of tasks exhausts the relay's memory account,
     * which ends the relay.
     */
    void post(long heap, Runnable task) {
        long cost = TASK_BYTES + heap;
        memory.take(MemoryKind.PLAYBACK, cost);
        queued.addAndGet(cost);
        loop.execute(
                () -> {
                    queued.addAndGet(-cost);
                    memory.give(MemoryKind.PLAYBACK, cost);
                    task.run();
                });
    }
}
