package io.multiconnection.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Red5 1.3.17 from Maven Central: streams, calls in both directions, shared objects. Applications
 * {@code live} and {@code lab} with rooms; class {@code PeerApplication} in {@code
 * src/test/peers/red5} has the methods for clients. Refuses a connect whose first argument is
 * "reject", and closes the connection.
 *
 * <p>Keeps a chunk size of 128, and does not read a message whose last chunk has one or two bytes
 * until more bytes arrive: clients should raise their chunk size before connect. Persistent shared
 * objects are on disk after 10 s.
 */
public final class Red5 extends RtmpServer {

    private final @Nullable Red5Example example;

    private Red5(@Nullable Red5Example example) {
        super("red5");
        this.example = example;
    }

    public static Red5 start() {
        Red5 red5 = new Red5(null);
        red5.restart();
        return red5;
    }

    /** Starts a server with the example application instead. */
    public static Red5 start(Red5Example example) {
        Red5 red5 = new Red5(example);
        red5.restart();
        return red5;
    }

    /** Returns the folder with the server's classes, and its libraries in {@code lib}. */
    static Path installed() {
        return PeerStore.folder("red5", folder -> PeerStore.maven("red5", folder));
    }

    /**
     * Waits until a file of the server contains {@code text}, which persistent objects are written
     * to.
     */
    public void awaitStored(String text) {
        Awaitility.await("stored " + text)
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> isStored(text));
    }

    private boolean isStored(String text) throws IOException {
        try (Stream<Path> files = Files.walk(folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    Program launch() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m"));
        command.add("-Djava.io.tmpdir=" + folder());
        String libraries = installed().resolve("classes") + ":" + installed().resolve("lib") + "/*";
        List<String> applications = List.of("live", "lab");
        if (example != null) {
            libraries += ":" + example.classes();
            command.add("-Dred5.rtmpHandler=" + example.rtmpHandler());
            applications = example.folders().stream().map(Path::toString).toList();
        }
        command.addAll(List.of("-cp", libraries, "io.multiconnection.red5.Red5Server"));
        command.add(Integer.toString(port()));
        command.addAll(applications);
        return Program.start(folder(), Map.of(), command).awaitListening(port());
    }
}
