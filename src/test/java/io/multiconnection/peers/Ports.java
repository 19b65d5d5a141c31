package io.multiconnection.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** TCP ports of 127.0.0.1. */
public final class Ports {

    private static final Path TABLE = Path.of("/proc/net/tcp");
    private static final Path TABLE_IPV6 = Path.of("/proc/net/tcp6");

    private Ports() {}

    /**
     * Returns a free port below the ephemeral range, so that no outgoing connection takes it before
     * the server does.
     */
    public static int free() {
        return ThreadLocalRandom.current()
                .ints(20_000, 32_000)
                .filter(Ports::isFree)
                .findFirst()
                .orElseThrow();
    }

    /**
     * Checks without connecting, because a server for a single connection would accept the check.
     */
    static boolean isListening(int port) {
        return Files.exists(TABLE) ? isInTable(port) : isFoundByLsof(port);
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isInTable(int port) {
        // local address, remote address, state; 0A is LISTEN
        Pattern listening = Pattern.compile(":%04X [0-9A-F]+:0000 0A ".formatted(port));
        try {
            String table = Files.readString(TABLE);
            String ipv6 = Files.exists(TABLE_IPV6) ? Files.readString(TABLE_IPV6) : "";
            return listening.matcher(table + ipv6).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFoundByLsof(int port) {
        return Program.exitStatus(List.of("lsof", "-nP", "-iTCP:" + port, "-sTCP:LISTEN")) == 0;
    }
}
