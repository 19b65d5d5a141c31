package io.multiconnection.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

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

    private Red5() {
        super("red5");
    }

    public static Red5 start() {
        Red5 red5 = new Red5();
        red5.restart();
        return red5;
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
        Path installed = PeerStore.folder("red5", folder -> PeerStore.maven("red5", folder));
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-Djava.io.tmpdir=" + folder(),
                        "-cp",
                        installed.resolve("classes") + ":" + installed.resolve("lib") + "/*",
                        "io.multiconnection.red5.Red5Server",
                        Integer.toString(port()),
                        "live",
                        "lab");
        return Program.start(folder(), Map.of(), command).awaitListening(port());
    }
}
