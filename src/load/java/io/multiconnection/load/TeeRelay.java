package io.multiconnection.load;

import io.multiconnection.peers.Ports;
import io.multiconnection.peers.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@link TcpTee} in its own JVM. */
final class TeeRelay extends Relay {

    private final Loops loops;

    TeeRelay(Loops loops, List<Integer> servers) {
        int port = Ports.free();
        super("TCP tee", port, program(port, servers));
        this.loops = loops;
    }

    private static Program program(int port, List<Integer> servers) {
        List<String> command = new ArrayList<>();
        command.add(Jdk.program("java"));
        command.addAll(List.of("-Xmx512m", "-XX:+UseG1GC", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(TcpTee.class.getName());
        command.add(Integer.toString(port));
        servers.forEach(server -> command.add(Integer.toString(server)));
        return Program.start(Path.of("."), Map.of(), command);
    }

    @Override
    Publisher publisher(int number) {
        return new TcpPublisher(loops, port());
    }
}
