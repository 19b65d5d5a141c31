package io.multiconnection.load;

import io.multiconnection.peers.Program;
import java.util.Optional;

/** Relay under test: a process that forwards what is published to its port of 127.0.0.1. */
abstract class Relay implements AutoCloseable {

    private final String name;
    private final int port;
    private final Program program;

    /** Creates a relay and waits until its program listens on the port. */
    Relay(String name, int port, Program program) {
        this.name = name;
        this.port = port;
        this.program = program.awaitListening(port);
    }

    /** Returns the name of the stream with this number. */
    static String stream(int number) {
        return "s" + number;
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    Program program() {
        return program;
    }

    long pid() {
        return program.pid();
    }

    /** Returns a publisher of the stream with this number. */
    abstract Publisher publisher(int number);

    /** Returns the JVM's own figures, of a relay that has some. */
    Optional<JvmUsage> jvm() {
        return Optional.empty();
    }

    @Override
    public void close() {
        program.close();
    }
}
