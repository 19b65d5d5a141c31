package io.multiconnection.peers;

import io.multiconnection.HangLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * Client based on red5-client 1.3.37 from Maven Central that uses one shared object in AMF0. Its
 * source is in {@code src/test/peers/red5-client}.
 */
public final class Red5Client implements AutoCloseable {

    private static final Duration PATIENCE = HangLimit.DURATION;

    private final TempFolder folder = new TempFolder("red5-client");
    private final Program program;

    private Red5Client(int port, String object, boolean persistent, String... action) {
        Path installed =
                PeerStore.folder("red5-client", into -> PeerStore.maven("red5-client", into));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx128m",
                                "-cp",
                                installed.resolve("classes")
                                        + ":"
                                        + installed.resolve("lib")
                                        + "/*",
                                "io.multiconnection.red5.Red5ObjectClient",
                                Integer.toString(port),
                                "lab",
                                object,
                                Boolean.toString(persistent)));
        command.addAll(List.of(action));
        program = Program.start(folder.path(), Map.of(), command);
        await("used");
    }

    /** Uses an object; returns after the server's response. */
    public static Red5Client watch(RtmpServer server, String object, boolean persistent) {
        return new Red5Client(server.port(), object, persistent);
    }

    /** Uses an object of the server on {@code port} of 127.0.0.1. */
    public static Red5Client watch(int port, String object, boolean persistent) {
        return new Red5Client(port, object, persistent);
    }

    /** Sets a slot to text, or to a number after {@code n:}, and then prints events. */
    public static Red5Client set(
            RtmpServer server, String object, boolean persistent, String slot, String value) {
        return new Red5Client(server.port(), object, persistent, "set", slot, value);
    }

    /** Removes a slot, and then prints events. */
    public static Red5Client remove(
            RtmpServer server, String object, boolean persistent, String slot) {
        return new Red5Client(server.port(), object, persistent, "remove", slot);
    }

    /** Sends a message to all users, and then prints events. */
    public static Red5Client send(
            RtmpServer server, String object, boolean persistent, String handler, String value) {
        return new Red5Client(server.port(), object, persistent, "send", handler, value);
    }

    /**
     * Waits for a line of output such as {@code update colour=red} or {@code message hello[you]}.
     */
    public void await(String line) {
        Awaitility.await(line)
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            if (program.output().lines().noneMatch(line::equals)) {
                                throw new AssertionError("it printed\n" + program.output());
                            }
                        });
    }

    @Override
    public void close() {
        program.close();
        folder.close();
    }
}
