package io.multiconnection.load;

import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Cost of many viewers of one live stream: over HTTP-FLV from the gateway, or over RTMP from nginx.
 * The gateway publishes the stream to an {@link Origin} in the load generator, and plays it from
 * there.
 */
final class ViewersMeasurement {

    /**
     * Figures of viewers.
     *
     * @param cpuPerGigabyte processor seconds per 10^9 delivered bytes of message bodies
     * @param cores processor seconds per second
     * @param delivered share of the frames sent in the measured time that arrived at the viewers
     * @param complete viewers that received each of these frames once
     * @param rssBytesPerViewer growth of the resident memory
     */
    record ViewerFigures(
            int viewers,
            String relay,
            double cpuPerGigabyte,
            double cores,
            double megabytesPerSecond,
            double delivered,
            long complete,
            Delays video,
            Delays audio,
            double rssBytesPerViewer) {

        static final String HEADER =
                """
                | Viewers | Relay | CPU s/GB | cores | MB/s | delivered | viewers with all frames | video p50/p99/p99.9 ms | audio p50/p99/p99.9 ms | RSS kB/viewer |
                | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\
                """;

        private static final double KILO = 1e3;

        String row() {
            return String.format(
                    Locale.ROOT,
                    "| %d | %s | %.2f | %.3f | %.1f | %.2f %% | %d | %s | %s | %.1f |",
                    viewers,
                    relay,
                    cpuPerGigabyte,
                    cores,
                    megabytesPerSecond,
                    100 * delivered,
                    complete,
                    Table.cell(video),
                    Table.cell(audio),
                    rssBytesPerViewer / KILO);
        }
    }

    /** Relays that can be measured. */
    static final Set<RelayKind> RELAYS = Set.of(RelayKind.GATEWAY, RelayKind.NGINX);

    private static final int VIDEO_KILOBITS = 2500;
    private static final double GIGA = 1e9;
    private static final double MEGA = 1e6;

    private final int viewers;
    private final Duration warmUp;
    private final Duration time;

    ViewersMeasurement(int viewers, Duration warmUp, Duration time) {
        this.viewers = viewers;
        this.warmUp = warmUp;
        this.time = time;
    }

    /** Measures one of {@link #RELAYS}; {@code options} are for the gateway's JVM. */
    ViewerFigures run(Loops loops, RelayKind kind, List<String> options) {
        Duration settling = kind.warmUp(warmUp);
        return switch (kind) {
            case GATEWAY -> {
                try (Origin origin = Origin.start(OriginOptions.DEFAULT);
                        GatewayRelay gateway =
                                new GatewayRelay(loops, List.of(origin.port()), options)) {
                    yield measure(gateway, settling);
                }
            }
            case NGINX -> {
                try (NginxRelay nginx = new NginxRelay(loops, List.of())) {
                    yield measure(nginx, settling);
                }
            }
            case FFMPEG, TEE ->
                    throw new IllegalArgumentException(kind + ", expected one of " + RELAYS);
        };
    }

    private <R extends Relay & Watchable> ViewerFigures measure(R relay, Duration settling) {
        Clip clip = Clip.of(VIDEO_KILOBITS);
        Publisher publisher = relay.publisher(0);
        publisher.open().join();
        Pacer pacer = new Pacer(publisher, clip, 1);
        pacer.begin(0);
        long rssBefore = ProcessUsage.of(relay.pid()).rssBytes();
        Received received = new Received();
        Audience audience = new Audience(viewers);
        List<Viewer> all =
                audience.seats().stream()
                        .map(seat -> relay.viewer(0, new FrameSeat(seat, received)))
                        .toList();
        Waiting.allInGroups(all, Viewer::open);

        long countFrom = System.nanoTime() + settling.toNanos();
        audience.countFrom(countFrom);
        pacer.countFrom(countFrom);
        Waiting.pass(settling);
        received.resetDelays();
        long bytesBefore = received.bytes();
        CpuTime cpu = CpuTime.during(time, relay.pid());
        double bytes = received.bytes() - (double) bytesBefore;
        Delays video = received.video();
        Delays audio = received.audio();
        long rss = ProcessUsage.of(relay.pid()).rssBytes();

        pacer.end();
        double delivered = audience.delivered(pacer.countedFrames());
        all.forEach(Viewer::close);
        publisher.close();
        return new ViewerFigures(
                viewers,
                relay.name(),
                cpu.cpuSeconds() / (bytes / GIGA),
                cpu.cores(),
                bytes / cpu.seconds() / MEGA,
                delivered,
                audience.withCount(pacer.countedFrames()),
                video,
                audio,
                (double) (rss - rssBefore) / viewers);
    }
}
