package io.multiconnection.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Records the RTMP on some ports of 127.0.0.1 and shows what Wireshark's dissector, which nobody
 * here wrote, makes of it. It leaves the bodies of shared objects unread, and does not mind unknown
 * message types or AMF markers.
 *
 * <p>dumpcap says neither when it has begun nor when it has written all: a datagram to one of the
 * ports is sent until it is seen in the file.
 */
public final class Capture implements AutoCloseable {

    private final TempFolder folder = new TempFolder("capture");
    private final Path file = folder.path().resolve("capture.pcapng");
    private final int[] ports;
    private final Program dumpcap;

    private Capture(int... ports) {
        this.ports = ports;
        String filter =
                IntStream.of(ports).mapToObj(port -> "port " + port).collect(joining(" or "));
        String[] command = {"dumpcap", "-q", "-i", loopback(), "-f", filter, "-w", file.toString()};
        dumpcap =
                Program.start(folder.path(), Map.of(), List.of(command))
                        .awaitReady("capturing", () -> hasSeen("capture begins"));
    }

    /** Returns when the capture runs. */
    public static Capture start(int... ports) {
        return new Capture(ports);
    }

    /** Ends the capture, with all that was sent so far. */
    public Capture stop() {
        dumpcap.awaitReady("done with what was sent", () -> hasSeen("capture ends")).interrupt();
        return this;
    }

    /**
     * A line for each packet that is malformed, of those that went to one of the ports. What comes
     * from a server is its own affair: Node-Media-Server's chunks are too large for Wireshark. Only
     * after {@link #stop}.
     */
    public List<String> malformed() {
        String sent =
                IntStream.of(ports)
                        .mapToObj(port -> "tcp.dstport == " + port)
                        .collect(joining(" or "));
        return read("rtmpt and _ws.malformed and (" + sent + ")");
    }

    /** A line for each packet with RTMP, naming its messages. Only after {@link #stop}. */
    public List<String> messages() {
        return read("rtmpt");
    }

    @Override
    public void close() {
        dumpcap.close();
        folder.close();
    }

    private List<String> read(String filter) {
        List<String> command =
                new ArrayList<>(List.of("tshark", "-r", file.toString(), "-Y", filter));
        IntStream.of(ports)
                .forEach(port -> command.addAll(List.of("-d", "tcp.port==" + port + ",rtmpt")));
        return Program.run(folder.path(), Map.of(), Duration.ofSeconds(30), command)
                .lines()
                // others are warnings, as that it should not be run by root
                .filter(line -> line.matches("\\s*\\d+ .*"))
                .toList();
    }

    private boolean hasSeen(String mark) {
        try (DatagramSocket socket = new DatagramSocket()) {
            byte[] bytes = mark.getBytes(US_ASCII);
            socket.send(
                    new DatagramPacket(
                            bytes, bytes.length, InetAddress.getLoopbackAddress(), ports[0]));
            return Files.exists(file) && Files.readString(file, ISO_8859_1).contains(mark);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String loopback() {
        try {
            return NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()).getName();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
