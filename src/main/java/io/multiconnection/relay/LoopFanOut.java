package io.multiconnection.relay;

import io.multiconnection.amf.AmfHeapSize;
import io.multiconnection.memory.HeapSize;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fan-out of a relay to its viewers on one event loop. A frame is passed to that loop once,
 * regardless of the number of viewers there. A GOP cache on the same loop lets new viewers start
 * without asking the relay.
 *
 * <p>The relay calls it on the relay's event loop; everything is carried out on the viewers' loop,
 * in the order of the calls.
 */
final class LoopFanOut {

    private final CrossLoopQueue queue;
    private final GopCache gopCache;
    private List<RelaySubscription> viewers =
            List.of(); // copied on change, which is rare compared to frames
    private @Nullable NetStatus start;

    /**
     * Creates a fan-out in the state of its relay.
     *
     * @param memory the relay's account; frames are counted once, in the relay's GOP cache
     */
    LoopFanOut(
            EventLoop loop,
            int gopCacheBytes,
            MemoryAccount memory,
            PlayMetrics metrics,
            @Nullable NetStatus start,
            List<RelayFrame> frames) {
        this.queue = new CrossLoopQueue(loop, memory, metrics, this::arrived);
        this.gopCache = new GopCache(gopCacheBytes, memory, _ -> HeapSize.ELEMENT);
        this.start = start;
        frames.forEach(gopCache::add);
    }

    void join(RelaySubscription viewer) {
        queue.post(
                0,
                () -> {
                    if (starts(viewer)) {
                        List<RelaySubscription> more = new ArrayList<>(viewers);
                        more.add(viewer);
                        viewers = List.copyOf(more);
                    }
                });
    }

    private boolean starts(RelaySubscription viewer) {
        try {
            return viewer.joined(() -> leave(viewer), start, gopCache.frames());
        } catch (Throwable failure) {
            viewer.failed(failure);
            return false;
        }
    }

    /** Removes a viewer. Called on the viewers' event loop. */
    void leave(RelaySubscription viewer) {
        viewers = viewers.stream().filter(other -> !other.equals(viewer)).toList();
    }

    void started(NetStatus status) {
        queue.post(
                heap(status),
                () -> {
                    start = status;
                    forEachViewer(viewer -> viewer.started(status));
                });
    }

    void status(NetStatus status) {
        queue.post(heap(status), () -> forEachViewer(viewer -> viewer.status(status)));
    }

    private static long heap(NetStatus status) {
        long names =
                status.info().keySet().stream()
                        .mapToLong(name -> HeapSize.ELEMENT + HeapSize.of(name))
                        .sum();
        return names + AmfHeapSize.of(status.info().values());
    }

    void frame(RelayFrame frame) {
        queue.frame(frame);
    }

    private void arrived(RelayFrame frame) {
        gopCache.add(frame);
        forEachViewer(viewer -> viewer.frame(frame));
    }

    void unpublished() {
        queue.clear();
        queue.post(
                0,
                () -> {
                    gopCache.clear();
                    forEachViewer(RelaySubscription::unpublished);
                });
    }

    void ended(RtmpClientException fault) {
        queue.post(
                0,
                () -> {
                    gopCache.clear();
                    forEachViewer(viewer -> viewer.ended(fault));
                });
    }

    /** Notifies every viewer. A viewer that fails is ended; the others are still notified. */
    private void forEachViewer(Consumer<RelaySubscription> event) {
        for (RelaySubscription viewer : viewers) {
            try {
                event.accept(viewer);
            } catch (Throwable failure) {
                viewer.failed(failure);
            }
        }
    }
}
