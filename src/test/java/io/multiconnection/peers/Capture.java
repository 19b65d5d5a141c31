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
 * Capture of RTMP on ports of 127.0.0.1, decoded by Wireshark's independent dissector, which skips
 * the bodies of shared objects and accepts unknown message types and AMF markers.
 *
 * <p>dumpcap reports neither its start nor the end of its writes: a datagram is sent to one of the
 * ports until it appears in the file.
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

    /** Ends the capture once everything sent so far is written. */
    public Capture stop() {
        dumpcap.awaitReady("done with what was sent", () -> hasSeen("capture ends")).interrupt();
        return this;
    }

    /**
     * Returns a line for each malformed packet to one of the ports. Ignores packets from servers,
     * because Node-Media-Server's chunks are too large for Wireshark. Only after {@link #stop}.
     */
    public List<String> malformed() {
        String sent =
                IntStream.of(ports)
                        .mapToObj(port -> "tcp.dstport == " + port)
                        .collect(joining(" or "));
        return read("rtmpt and _ws.malformed and (" + sent + ")");
    }

    /** Returns a line with the messages of each RTMP packet. Only after {@link #stop}. */
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
                // others are warnings, such as running as root
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
