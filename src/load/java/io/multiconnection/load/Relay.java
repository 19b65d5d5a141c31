package io.multiconnection.load;

import java.util.Optional;

/** Process under test, which forwards what is published to it to all sinks. */
interface Relay extends AutoCloseable {

    String name();

    long pid();

    /** Returns a publisher of the stream with this number. */
    Publisher publisher(int number);

    /** Returns the JVM's own figures, of a relay that has some. */
    default Optional<JvmUsage> jvm() {
        return Optional.empty();
    }

    @Override
    void close();
}
