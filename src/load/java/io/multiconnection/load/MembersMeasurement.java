package io.multiconnection.load;

import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.peers.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Cost of many clients that use one shared object, which one of them changes. */
final class MembersMeasurement {

    /**
     * Figures of members.
     *
     * @param members clients that use the object, including the one that writes
     * @param server name of the object's server
     * @param cores processor seconds per second
     * @param delivered share of the changes of the measured time that arrived at the other members
     * @param upToDate other members that have the last value at the end
     * @param heapBytesPerMember growth of the live heap, after a collection
     */
    record MemberFigures(
            int members,
            int changesPerSecond,
            String server,
            double cores,
            double delivered,
            long upToDate,
            Delays delays,
            double heapBytesPerMember) {

        static final String HEADER =
                """
                | Members | changes/s | server | cores | delivered | members up to date | delay p50/p99/p99.9 ms | heap kB/member |
                | --- | --- | --- | --- | --- | --- | --- | --- |\
                """;

        private static final double KILO = 1e3;

        String row() {
            return String.format(
                    Locale.ROOT,
                    "| %d | %d | %s | %.3f | %.2f %% | %d | %s | %.1f |",
                    members,
                    changesPerSecond,
                    server,
                    cores,
                    100 * delivered,
                    upToDate,
                    Table.cell(delays),
                    heapBytesPerMember / KILO);
        }
    }

    /** Process that has the object's server. */
    enum ObjectServer {
        /** The gateway's embedded origin, whose work counts as the gateway's. */
        EMBEDDED,

        /** An {@link Origin} in the load generator. */
        SEPARATE
    }

    private final MemberLoad load;
    private final Duration warmUp;
    private final Duration time;

    MembersMeasurement(MemberLoad load, Duration warmUp, Duration time) {
        this.load = load;
        this.warmUp = warmUp;
        this.time = time;
    }

    /** Measures the gateway with further options of its JVM. */
    MemberFigures run(Loops loops, ObjectServer server, List<String> options) {
        return switch (server) {
            case EMBEDDED -> runEmbedded(loops, options);
            case SEPARATE -> runSeparate(loops, options);
        };
    }

    private MemberFigures runEmbedded(Loops loops, List<String> options) {
        int port = Ports.free();
        List<String> all = new ArrayList<>(options);
        all.add("-Dmulticonnection.embedded-origin.ports=" + port);
        try (GatewayRelay gateway = new GatewayRelay(loops, List.of(port), all)) {
            return measure(gateway, "embedded origin");
        }
    }

    private MemberFigures runSeparate(Loops loops, List<String> options) {
        try (Origin origin = Origin.start(OriginOptions.DEFAULT);
                GatewayRelay gateway = new GatewayRelay(loops, List.of(origin.port()), options)) {
            return measure(gateway, "separate origin");
        }
    }

    private MemberFigures measure(GatewayRelay gateway, String server) {
        DelayRecorder delays = new DelayRecorder();
        Audience audience = new Audience(load.members() - 1);
        double heapBefore = gateway.liveHeap();
        Member writing = new Member(gateway.client(), gateway.servers(), _ -> {});
        Stream<Member> others =
                audience.seats().stream().map(seat -> reader(gateway, seat, delays));
        List<Member> all = Stream.concat(Stream.of(writing), others).toList();
        Waiting.allInGroups(all, Member::open);

        long countFrom = System.nanoTime() + warmUp.toNanos();
        audience.countFrom(countFrom);
        SlotWriter writer = new SlotWriter(writing, load.changesPerSecond(), countFrom);
        Waiting.pass(warmUp);
        delays.reset();
        CpuTime cpu = CpuTime.during(time, gateway.pid());
        Delays measured = delays.delays();

        writer.end();
        double delivered = audience.delivered(writer.counted());
        double heap = gateway.liveHeap();
        all.forEach(Member::close);
        return new MemberFigures(
                load.members(),
                load.changesPerSecond(),
                server,
                cpu.cores(),
                delivered,
                audience.withLast(writer.lastNanos()),
                measured,
                (heap - heapBefore) / load.members());
    }

    private static Member reader(GatewayRelay gateway, Seat seat, DelayRecorder delays) {
        return new Member(
                gateway.client(),
                gateway.servers(),
                sentAt -> {
                    seat.add(sentAt);
                    delays.record(sentAt);
                });
    }
}
