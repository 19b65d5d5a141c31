package io.multiconnection.load;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Cost of sessions that are connected to servers and send nothing. */
final class IdleMeasurement {

    /**
     * Figures of idle sessions.
     *
     * @param cores processor seconds per second
     * @param heapBytesPerSession growth of the live heap, after a collection
     * @param rssBytesPerSession growth of the resident memory
     */
    record IdleFigures(
            int sessions,
            int targets,
            double cores,
            double heapBytesPerSession,
            double rssBytesPerSession) {

        static final String HEADER =
                """
                | Idle sessions | servers each | cores | heap kB/session | RSS kB/session |
                | --- | --- | --- | --- | --- |\
                """;

        private static final double KILO = 1e3;

        String row() {
            return "| %d | %d | %.4f | %.1f | %.1f |"
                    .formatted(
                            sessions,
                            targets,
                            cores,
                            heapBytesPerSession / KILO,
                            rssBytesPerSession / KILO);
        }
    }

    private static final int TARGETS = 2;

    private final int sessions;
    private final Duration settling;
    private final Duration time;

    /** Creates a measurement; {@code settling} passes before the time that is measured. */
    IdleMeasurement(int sessions, Duration settling, Duration time) {
        this.sessions = sessions;
        this.settling = settling;
        this.time = time;
    }

    /** Measures the gateway with further options of its JVM. */
    IdleFigures run(Loops loops, List<String> options) {
        try (Sinks sinks = new RtmpSinks(loops, TARGETS);
                GatewayRelay gateway = new GatewayRelay(loops, sinks.ports(), options)) {
            double heapBefore = gateway.liveHeap();
            long rssBefore = ProcessUsage.of(gateway.pid()).rssBytes();
            List<WebSocketPublisher> clients =
                    IntStream.range(0, sessions).mapToObj(gateway::publisher).toList();
            Waiting.allInGroups(clients, WebSocketPublisher::connect);
            Waiting.pass(settling);
            CpuTime cpu = CpuTime.during(time, gateway.pid());
            long rss = ProcessUsage.of(gateway.pid()).rssBytes();
            double heap = gateway.liveHeap();
            clients.forEach(Publisher::close);
            return new IdleFigures(
                    sessions,
                    TARGETS,
                    cpu.cores(),
                    (heap - heapBefore) / sessions,
                    (double) (rss - rssBefore) / sessions);
        }
    }
}
