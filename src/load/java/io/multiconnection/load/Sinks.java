package io.multiconnection.load;

import java.util.List;

/** Servers to which a relay sends; each listens on its own port of 127.0.0.1. */
interface Sinks extends AutoCloseable {

    List<Integer> ports();

    /** Returns what all sinks together received. */
    Received received();

    @Override
    void close();
}
