package io.multiconnection.app.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.multiconnection.protocol.FailureCause;
import io.multiconnection.protocol.ServerState;
import io.multiconnection.target.MediaKind;
import io.multiconnection.target.TargetMetrics;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/** Micrometer metrics of the targets of one group of destinations. */
final class MicrometerTargetMetrics implements TargetMetrics {

    private static final String PREFIX = "multiconnection.target.";

    private static final Duration[] DELAYS =
            Stream.of(5, 10, 25, 50, 100, 250, 500, 1000, 2000, 5000)
                    .map(Duration::ofMillis)
                    .toArray(Duration[]::new);

    /** Sizes of queues in bytes: 16 KiB to 4 MiB. */
    private static final double[] SIZES = {1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22};

    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<ServerState, AtomicInteger> present;
    private final Map<MediaKind, Counter> frames;
    private final Map<MediaKind, Counter> bytes;
    private final Map<MediaKind, Counter> dropped;
    private final Counter reconnects;
    private final Timer slotLag;
    private final Timer queueDelay;
    private final DistributionSummary queueBytes;
    private final Timer latency;

    MicrometerTargetMetrics(MeterRegistry registry, String destination) {
        this.registry = registry;
        this.tags = Tags.of("destination", destination);
        this.present =
                ofEach(
                        ServerState.class,
                        state ->
                                Objects.requireNonNull(
                                        registry.gauge(
                                                "multiconnection.targets",
                                                tags.and("state", state.wireName()),
                                                new AtomicInteger())));
        this.frames = counters("frames");
        this.bytes = counters("bytes");
        this.dropped = counters("dropped.frames");
        this.reconnects = registry.counter(PREFIX + "reconnects", tags);
        this.slotLag = registry.timer(PREFIX + "slot.lag", tags);
        this.queueDelay = timer("queue.delay", "media time that waits for a server");
        this.queueBytes =
                DistributionSummary.builder(PREFIX + "queue.bytes")
                        .description("bytes that wait for a server")
                        .tags(tags)
                        .serviceLevelObjectives(SIZES)
                        .register(registry);
        this.latency = timer("added.latency", "time of a frame in the gateway");
    }

    private Timer timer(String name, String description) {
        return Timer.builder(PREFIX + name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(DELAYS)
                .register(registry);
    }

    private Map<MediaKind, Counter> counters(String name) {
        return ofEach(
                MediaKind.class,
                kind -> registry.counter(PREFIX + name, tags.and("kind", kind.label())));
    }

    private static <K extends Enum<K>, V> Map<K, V> ofEach(Class<K> keys, Function<K, V> value) {
        Map<K, V> map = new EnumMap<>(keys);
        Arrays.stream(keys.getEnumConstants()).forEach(key -> map.put(key, value.apply(key)));
        return map;
    }

    private static Counter of(Map<MediaKind, Counter> counters, MediaKind kind) {
        return Objects.requireNonNull(counters.get(kind));
    }

    @Override
    public void entered(ServerState state) {
        registry.counter(PREFIX + "states", tags.and("state", state.wireName())).increment();
    }

    @Override
    public void present(ServerState state, int change) {
        Objects.requireNonNull(present.get(state)).addAndGet(change);
    }

    @Override
    public void failed(FailureCause cause) {
        registry.counter(PREFIX + "failures", tags.and("cause", cause.wireName())).increment();
    }

    @Override
    public void reconnected() {
        reconnects.increment();
    }

    @Override
    public void sent(MediaKind kind, int newFrames, long newBytes) {
        of(frames, kind).increment(newFrames);
        of(bytes, kind).increment((double) newBytes);
    }

    @Override
    public void dropped(MediaKind kind) {
        of(dropped, kind).increment();
    }

    @Override
    public void queued(long waitingBytes, int waitingMillis) {
        queueBytes.record((double) waitingBytes);
        queueDelay.record(waitingMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void written(long nanos) {
        latency.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void slotWritten(long lagMillis) {
        slotLag.record(lagMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void unreadable(int typeId) {
        registry.counter(PREFIX + "unreadable", tags.and("type", Integer.toString(typeId)))
                .increment();
    }
}
