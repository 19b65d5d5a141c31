package io.multiconnection.gateway;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryCharge;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.Request.Connect;
import io.multiconnection.protocol.Request.ConnectToRoom;
import io.multiconnection.protocol.RequestException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests of one session that wait for their responses, with the heap that they take. Lives on the
 * session's event loop.
 *
 * <p>The heap of the latest connect stays charged after its response: its properties and arguments
 * are sent to servers that are added or reconnected later.
 */
final class PendingRequests {

    /** Requests up to this heap are always accepted: they may release memory. */
    private static final int SMALL_BYTES = 8 << 10;

    private final int max;
    private final MemoryAccount memory;
    private final MemoryCharge ofConnect;
    private final Map<Long, Long> heaps = new HashMap<>();

    /**
     * Creates an empty set.
     *
     * @param max limit of pending requests
     * @param memory the session's account
     */
    PendingRequests(int max, MemoryAccount memory) {
        this.max = max;
        this.memory = memory;
        this.ofConnect = new MemoryCharge(memory, MemoryKind.BASE);
    }

    /** Returns the ids of the pending requests. */
    List<Long> ids() {
        return List.copyOf(heaps.keySet());
    }

    /**
     * Returns the response to a rejected request; an error event if its id is that of a pending
     * request.
     */
    GatewayMessage response(RequestException rejected) {
        Long id = rejected.id();
        return id != null && heaps.containsKey(id) ? rejected.event() : rejected.answer();
    }

    /**
     * Checks that another request may be pending.
     *
     * @throws RequestException if the limit is reached
     */
    void checkRoom(Request request) {
        if (heaps.size() >= max) {
            throw new RequestException(
                    request.id(),
                    ErrorCode.TOO_MANY,
                    max + " requests already wait for their response",
                    true);
        }
    }

    /**
     * Adds a request, and charges its heap.
     *
     * @param chars length of its message
     * @throws RequestException if a request of its id is pending, or its heap exceeds the session's
     *     memory
     */
    void add(Request request, int chars) {
        if (heaps.containsKey(request.id())) {
            throw new RequestException(
                    request.id(),
                    ErrorCode.BAD_REQUEST,
                    "id " + request.id() + " is the id of a request that waits for its response");
        }
        long heap = RequestSize.of(request, chars);
        if (!take(heap)) {
            throw new RequestException(
                    request.id(),
                    ErrorCode.TOO_MANY,
                    "the request takes %d bytes of memory, which exceeds the memory of the session"
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

    /** Removes a request that has its response, and releases its heap. */
    void remove(Request request) {
        Long heap = heaps.remove(request.id());
        if (heap != null) {
            memory.give(MemoryKind.CALLS, heap);
        }
    }
}
