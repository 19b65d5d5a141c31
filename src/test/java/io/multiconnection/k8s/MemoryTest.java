package io.multiconnection.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.memory.MemoryLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Default memory limits of peers against the memory of the container. */
class MemoryTest {

    private static final long MIB = 1 << 20;

    /** Allowance for metaspace, compiled code, stacks and data of the garbage collector. */
    private static final long JVM_BYTES = 200 * MIB;

    /** Allowance for partly used chunks of Netty's pool, and for short-lived buffers. */
    private static final double POOL_FACTOR = 1.25;

    @ParameterizedTest
    @CsvSource({
        "src/main/docker/Dockerfile.jvm, MaxRAMPercentage=(\\d+)",
        "src/main/docker/Dockerfile.native, MaximumHeapSizePercent=(\\d+)"
    })
    void memoryOfPeersFitsContainer(String dockerfile, String option) throws IOException {
        long container = number("k8s/base/deployment.yaml", "limits:.*?memory: (\\d+)Gi") << 30;
        long heap = container * number(dockerfile, option) / 100;
        // By default the JVM allows as much direct memory as heap.
        long peers = MemoryLimits.total(heap, heap);

        // All memory of peers may be direct memory while the heap is full of garbage.
        assertThat(heap + (long) (peers * POOL_FACTOR) + JVM_BYTES).isLessThan(container);
        // All memory of peers may be on the heap, which must leave room for the gateway and
        // garbage.
        assertThat(peers).isLessThan(heap * 2 / 3);
    }

    @Test
    void fourAddressesExhaustBudget() {
        MemoryLimits limits = MemoryLimits.of(240 * MIB);

        assertThat(limits.perAddress() * 4).isLessThanOrEqualTo(limits.total());
        assertThat(limits.perHolder()).isLessThan(limits.perAddress());
    }

    private static long number(String file, String pattern) throws IOException {
        String text = Files.readString(Path.of(file));
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, file).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
