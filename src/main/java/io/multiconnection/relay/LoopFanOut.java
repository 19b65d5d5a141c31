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
 * A relay's viewers on one event loop. A frame is handed over to that loop once, however many watch
 * there, and the branch keeps what the next one to join needs, so that nobody has to ask the relay.
 *
 * <p>The relay calls it from its own loop, and it does everything on its viewers': what the relay
 * says comes in the order in which it was said.
 */
final class LoopFanOut {

    private final Handover handover;
    private final GopCache backlog;
    private List<RelaySubscription> watches =
            List.of(); // replaced as they come and go, which they do rarely
    private @Nullable NetStatus start;

    /**
     * A branch that has come as far as its relay.
     *
     * @param memory the relay's account; frames count once, where the relay keeps them
     */
    LoopFanOut(
            EventLoop loop,
            int backlogBytes,
            MemoryAccount memory,
            PlayMetrics metrics,
            @Nullable NetStatus start,
            List<RelayFrame> frames) {
        this.handover = new Handover(loop, memory, metrics, this::arrived);
        this.backlog = new GopCache(backlogBytes, memory, _ -> HeapSize.ELEMENT);
        this.start = start;
        frames.forEach(backlog::add);
    }

    void join(RelaySubscription watch) {
        handover.hand(
                0,
                () -> {
                    if (joins(watch)) {
                        List<RelaySubscription> more = new ArrayList<>(watches);
                        more.add(watch);
                        watches = List.copyOf(more);
                    }
                });
    }

    private boolean joins(RelaySubscription watch) {
        try {
            return watch.joined(this, start, backlog.frames());
        } catch (Throwable failure) {
            watch.failed(failure);
            return false;
        }
    }

    /** Called on the viewers' loop. */
    void leave(RelaySubscription watch) {
        watches = watches.stream().filter(other -> !other.equals(watch)).toList();
    }

    void started(NetStatus status) {
        handover.hand(
                heap(status),
                () -> {
                    start = status;
                    tell(watch -> watch.started(status));
                });
    }

    void status(NetStatus status) {
        handover.hand(heap(status), () -> tell(watch -> watch.status(status)));
    }

    private static long heap(NetStatus status) {
        long names =
                status.info().keySet().stream()
                        .mapToLong(name -> HeapSize.ELEMENT + HeapSize.of(name))
                        .sum();
        return names + AmfHeapSize.of(status.info().values());
    }

    void frame(RelayFrame frame) {
        handover.frame(frame);
    }

    private void arrived(RelayFrame frame) {
        backlog.add(frame);
        tell(watch -> watch.frame(frame));
    }

    void unpublished() {
        handover.clear();
        handover.hand(
                0,
                () -> {
                    backlog.clear();
                    tell(RelaySubscription::unpublished);
                });
    }

    void ended(RtmpClientException fault) {
        handover.hand(
                0,
                () -> {
                    backlog.clear();
                    tell(watch -> watch.ended(fault));
                });
    }

    /** Tells every viewer; one that fails is ended, and the others are told all the same. */
    private void tell(Consumer<RelaySubscription> words) {
        for (RelaySubscription watch : watches) {
            try {
                words.accept(watch);
            } catch (Throwable failure) {
                watch.failed(failure);
            }
        }
    }
}
