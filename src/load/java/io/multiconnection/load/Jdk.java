package io.multiconnection.load;

import java.nio.file.Path;

/** Programs of the JDK that runs the load test. */
final class Jdk {

    private Jdk() {}

    static String program(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
