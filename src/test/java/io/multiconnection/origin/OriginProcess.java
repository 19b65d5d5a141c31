package io.multiconnection.origin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Origin in a process of its own that can be killed; it ends with this JVM at the latest. */
final class OriginProcess implements AutoCloseable {

    private final Process process;
    private final int port;

    private OriginProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts the process and waits until it listens. */
    static OriginProcess start(Path folder) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        try {
            Process process =
                    new ProcessBuilder(
                                    List.of(
                                            java,
                                            "-cp",
                                            classes,
                                            OriginProcess.class.getName(),
                                            folder.toString()))
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            BufferedReader said = process.inputReader();
            return new OriginProcess(process, Integer.parseInt(said.readLine()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Main method of the other process, which serves until its input ends. */
    public static void main(String... arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        try (Origin origin = Origin.start(OriginOptions.DEFAULT.keepingIn(folder))) {
            System.out.println(origin.port());
            while (System.in.read() >= 0) {
                // serving
            }
        }
    }

    int port() {
        return port;
    }

    /** Kills the process, as {@code kill -9} does. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
