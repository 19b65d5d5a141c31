package io.multiconnection.load;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Measurement of one relay under one load: warm-up, the measured time, then the system calls. */
final class Measurement {

    private static final double GIGA = 1e9;
    private static final double MEGA = 1e6;
    private static final int SYSCALL_SECONDS = 3;

    private final Scenario scenario;
    private final Duration warmUp;
    private final Duration time;

    /** Creates a measurement; the clock of processor time ticks in 10 ms. */
    Measurement(Scenario scenario, Duration warmUp, Duration time) {
        this.scenario = scenario;
        this.warmUp = warmUp;
        this.time = time;
    }

    /** Sums at one moment. */
    private record Moment(
            long nanos,
            long sentFrames,
            long sentBytes,
            long received,
            long frames,
            ProcessUsage usage,
            Optional<JvmUsage> jvm) {}

    Figures run(Loops loops, RelayKind kind, List<String> options) {
        Clip clip = Clip.of(scenario.videoKilobits());
        try (Sinks sinks = kind.sinks(loops, scenario.targets());
                Relay relay = kind.start(loops, sinks.ports(), options)) {
            List<Publisher> publishers =
                    IntStream.range(0, scenario.publishers()).mapToObj(relay::publisher).toList();
            Waiting.allInGroups(publishers, Publisher::open);
            List<Pacer> pacers =
                    publishers.stream()
                            .map(publisher -> new Pacer(publisher, clip, scenario.pace()))
                            .toList();
            int spread = 0;
            for (Pacer pacer : pacers) {
                pacer.begin(spread++ * 997L % Math.min(1000, 4L * publishers.size()));
            }
            Waiting.pass(kind.warmUp(warmUp));
            sinks.received().resetDelays();
            Moment from = now(relay, pacers, sinks);
            Waiting.pass(time);
            Moment to = now(relay, pacers, sinks);
            Delays video = sinks.received().video();
            Delays audio = sinks.received().audio();
            Syscalls syscalls = Syscalls.of(relay.pid(), SYSCALL_SECONDS);
            pacers.forEach(Pacer::end);
            double delivered = delivered(pacers, sinks);
            publishers.forEach(Publisher::close);
            return figures(relay, from, to, delivered, video, audio, syscalls);
        }
    }

    private static Moment now(Relay relay, List<Pacer> pacers, Sinks sinks) {
        return new Moment(
                System.nanoTime(),
                pacers.stream().mapToLong(Pacer::sentFrames).sum(),
                pacers.stream().mapToLong(Pacer::sentBytes).sum(),
                sinks.received().bytes(),
                sinks.received().frames(),
                ProcessUsage.of(relay.pid()),
                relay.jvm());
    }

    /** Waits until nothing more arrives, and returns the share of all bytes that did. */
    private double delivered(List<Pacer> pacers, Sinks sinks) {
        long sent = scenario.targets() * pacers.stream().mapToLong(Pacer::sentBytes).sum();
        Waiting.untilQuiet(sinks.received()::bytes, sent);
        return (double) sinks.received().bytes() / sent;
    }

    private Figures figures(
            Relay relay,
            Moment from,
            Moment to,
            double delivered,
            Delays video,
            Delays audio,
            Syscalls syscalls) {
        double seconds = (to.nanos - from.nanos) / GIGA;
        double bytes = to.received - (double) from.received;
        double cpu = to.usage.cpuSeconds() - from.usage.cpuSeconds();
        double frames = to.frames - (double) from.frames;
        double published = to.sentFrames - (double) from.sentFrames;
        return new Figures(
                scenario.name(),
                relay.name(),
                delivered,
                bytes / seconds / MEGA,
                cpu / (bytes / GIGA),
                cpu / seconds,
                video,
                audio,
                per(syscalls.sendsPerSecond(), frames / seconds),
                per(syscalls.receivesPerSecond(), published / seconds),
                jvm(from, to, published, JvmUsage::allocatedBytes),
                jvm(from, to, seconds / 1000, JvmUsage::gcPauseSeconds),
                to.usage.rssBytes());
    }

    private static OptionalDouble per(OptionalDouble count, double unit) {
        return count.isPresent()
                ? OptionalDouble.of(count.getAsDouble() / unit)
                : OptionalDouble.empty();
    }

    private static OptionalDouble jvm(
            Moment from, Moment to, double unit, ToDoubleFunction<JvmUsage> figure) {
        return from.jvm.isPresent() && to.jvm.isPresent()
                ? OptionalDouble.of(
                        (figure.applyAsDouble(to.jvm.get()) - figure.applyAsDouble(from.jvm.get()))
                                / unit)
                : OptionalDouble.empty();
    }
}
