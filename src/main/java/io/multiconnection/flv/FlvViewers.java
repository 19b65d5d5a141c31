package io.multiconnection.flv;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Open viewers, up to a limit. Thread-safe. */
public final class FlvViewers {

    /** Time in seconds that viewers have to read the end of their streams. */
    private static final int END_SECONDS = 1;

    private final int max;
    private final Map<FlvViewer, CompletableFuture<Void>> open = new ConcurrentHashMap<>();

    public FlvViewers(int max) {
        this.max = max;
    }

    /** Adds a viewer; returns false, and adds nothing, at the limit. */
    public boolean add(FlvViewer viewer) {
        open.put(viewer, new CompletableFuture<>());
        if (open.size() <= max) {
            return true;
        }
        open.remove(viewer);
        return false;
    }

    /** Returns the number of viewers. */
    public int count() {
        return open.size();
    }

    /** Removes a viewer whose connection is closed; returns whether it was here. */
    public boolean remove(FlvViewer viewer) {
        CompletableFuture<Void> gone = open.remove(viewer);
        if (gone != null) {
            gone.complete(null);
        }
        return gone != null;
    }

    /**
     * Ends all streams. Completes when all viewers have read them and are removed, after {@value
     * #END_SECONDS} s at the latest.
     */
    public CompletableFuture<Void> end() {
        CompletableFuture<?>[] gone =
                List.copyOf(open.entrySet()).stream()
                        .map(
                                entry -> {
                                    entry.getKey().endLater();
                                    return entry.getValue();
                                })
                        .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(gone).completeOnTimeout(null, END_SECONDS, TimeUnit.SECONDS);
    }
}
