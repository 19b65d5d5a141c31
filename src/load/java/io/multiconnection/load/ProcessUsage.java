package io.multiconnection.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Resources that a process and its children have used, by the accounts of the kernel.
 *
 * @param cpuSeconds processor time since the start, in user and kernel mode
 * @param rssBytes resident memory
 */
record ProcessUsage(double cpuSeconds, long rssBytes) {

    /** USER_HZ, which is 100 on all Linux architectures with a JVM. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int KIB = 1024;

    /** Returns the usage of a process and its children so far. */
    static ProcessUsage of(long pid) {
        return family(pid).mapToObj(ProcessUsage::ofOne).reduce(ProcessUsage::plus).orElseThrow();
    }

    /** Returns the ids of a process and its children, separated by commas. */
    static String pids(long pid) {
        return family(pid).mapToObj(Long::toString).collect(Collectors.joining(","));
    }

    private static LongStream family(long pid) {
        LongStream children =
                ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::descendants)
                        .mapToLong(ProcessHandle::pid);
        return LongStream.concat(LongStream.of(pid), children);
    }

    private static ProcessUsage ofOne(long pid) {
        try {
            Path folder = Path.of("/proc", Long.toString(pid));
            String stat = Files.readString(folder.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            double ticks = Long.parseLong(fields[UTIME]) + (double) Long.parseLong(fields[STIME]);
            return new ProcessUsage(
                    ticks / TICKS_PER_SECOND, rss(Files.readString(folder.resolve("status"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long rss(String status) {
        return status.lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> KIB * Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    private ProcessUsage plus(ProcessUsage other) {
        return new ProcessUsage(cpuSeconds + other.cpuSeconds, rssBytes + other.rssBytes);
    }
}
