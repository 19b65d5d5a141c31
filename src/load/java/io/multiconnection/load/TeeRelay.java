package io.multiconnection.load;

import io.multiconnection.peers.Ports;
import io.multiconnection.peers.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@link TcpTee} in its own JVM. */
final class TeeRelay implements Relay {

    private final Loops loops;
    private final int port = Ports.free();
    private final Program program;

    TeeRelay(Loops loops, Sinks sinks) {
        this.loops = loops;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseG1GC", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(TcpTee.class.getName());
        command.add(Integer.toString(port));
        sinks.ports().forEach(sink -> command.add(Integer.toString(sink)));
        program = Program.start(Path.of("."), Map.of(), command).awaitListening(port);
    }

    @Override
    public String name() {
        return "TCP tee";
    }

    @Override
    public long pid() {
        return program.pid();
    }

    @Override
    public Publisher publisher(int number) {
        return new TcpPublisher(loops, port);
    }

    @Override
    public void close() {
        program.close();
    }
}
