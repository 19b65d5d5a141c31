package io.multiconnection.load;

import java.util.concurrent.CompletableFuture;

/** Viewer of one stream over one connection. */
interface Viewer {

    /** Connects and plays; completes when the stream begins. */
    CompletableFuture<Void> open();

    void close();
}
