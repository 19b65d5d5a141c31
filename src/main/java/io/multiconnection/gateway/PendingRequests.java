package io.multiconnection.gateway;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryCharge;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.Request.Connect;
import io.multiconnection.protocol.Request.ConnectToRoom;
import io.multiconnection.protocol.RequestException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests of one session that wait for their answers, with the heap that they take. Lives on the
 * session's event loop.
 *
 * <p>The heap of the latest connect stays taken after its answer: its properties and arguments are
 * sent to servers that are added or reconnected later.
 */
final class PendingRequests {

    /** Requests up to this heap are taken in any case: they may be what gives memory back. */
    private static final int SMALL_BYTES = 8 << 10;

    private final int max;
    private final MemoryAccount memory;
    private final MemoryCharge ofConnect;
    private final Map<Long, Long> heaps = new HashMap<>();

    /**
     * Creates an empty set.
     *
     * @param max requests that may be open at once
     * @param memory the session's account
     */
    PendingRequests(int max, MemoryAccount memory) {
        this.max = max;
        this.memory = memory;
        this.ofConnect = new MemoryCharge(memory, MemoryKind.BASE);
    }

    /** Returns the ids of the open requests. */
    List<Long> ids() {
        return List.copyOf(heaps.keySet());
    }

    /** Whether a request of this id is open. */
    boolean contains(long id) {
        return heaps.containsKey(id);
    }

    /**
     * Refuses a request beyond the number that may be open.
     *
     * @throws RequestException if as many requests are open already
     */
    void checkRoom(Request request) {
        if (heaps.size() >= max) {
            throw new RequestException(
                    request.id(),
                    ErrorCode.TOO_MANY,
                    max + " requests wait for their answer already",
                    true);
        }
    }

    /**
     * Opens a request, and takes its heap.
     *
     * @param chars length of its message
     * @throws RequestException if its id is that of an open request, or there is no memory for it
     */
    void add(Request request, int chars) {
        if (heaps.containsKey(request.id())) {
            throw new RequestException(
                    request.id(),
                    ErrorCode.BAD_REQUEST,
                    "id " + request.id() + " is that of a request not answered yet");
        }
        long heap = RequestSize.of(request, chars);
        if (!take(heap)) {
            throw new RequestException(
                    request.id(),
                    ErrorCode.TOO_MANY,
                    "the request takes %d bytes of memory, which is more than the session may have"
                            .formatted(heap));
        }
        heaps.put(request.id(), heap);
        if (request instanceof Connect || request instanceof ConnectToRoom) {
            ofConnect.set(heap);
        }
    }

    private boolean take(long heap) {
        return heap <= SMALL_BYTES
                ? memory.take(MemoryKind.CALLS, heap)
                : memory.tryTake(MemoryKind.CALLS, heap);
    }

    /** Closes a request that is answered, and gives back its heap. */
    void remove(Request request) {
        Long heap = heaps.remove(request.id());
        if (heap != null) {
            memory.give(MemoryKind.CALLS, heap);
        }
    }
}
