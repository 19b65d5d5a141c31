package io.multiconnection.load;

import io.multiconnection.peers.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Rates of system calls of a process, counted by {@code perf} if it is installed. */
record Syscalls(OptionalDouble sendsPerSecond, OptionalDouble receivesPerSecond) {

    private static final List<String> SENDS = List.of("write", "writev", "sendto", "sendmsg");
    private static final List<String> RECEIVES = List.of("read", "readv", "recvfrom", "recvmsg");

    /** Counts for {@code seconds}. */
    static Syscalls of(long pid, int seconds) {
        return new Syscalls(count(pid, seconds, SENDS), count(pid, seconds, RECEIVES));
    }

    private static OptionalDouble count(long pid, int seconds, List<String> calls) {
        String events =
                calls.stream()
                        .map(call -> "syscalls:sys_enter_" + call)
                        .collect(Collectors.joining(","));
        List<String> command =
                List.of(
                        "perf",
                        "stat",
                        "-x",
                        ";",
                        "-e",
                        events,
                        "-p",
                        ProcessUsage.pids(pid),
                        "sleep",
                        Integer.toString(seconds));
        try (Program perf = Program.start(Path.of("."), Map.of(), command)) {
            if (perf.awaitEnd(Duration.ofMinutes(1)) != 0) {
                return OptionalDouble.empty();
            }
            double sum =
                    perf.output()
                            .lines()
                            .map(line -> line.split(";", -1))
                            .filter(fields -> Arrays.toString(fields).contains("sys_enter"))
                            .mapToDouble(fields -> Double.parseDouble(fields[0]))
                            .sum();
            return OptionalDouble.of(sum / seconds);
        } catch (RuntimeException _) {
            return OptionalDouble.empty(); // not installed, or not permitted
        }
    }
}
