package io.multiconnection;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaks a buffer.
 *
 * <p>JUnit loads this extension through {@code META-INF/services}. Netty reports to it the leaks
 * that {@code io.netty.leakDetection.level=paranoid} finds.
 */
public final class LeakWatch implements AfterAllCallback {

    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    private static final long COLLECTION_TIMEOUT_MILLIS = 10_000;

    static {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        if (context.getRequiredTestClass().getEnclosingClass() == null) {
            List<String> leaks = leaks();
            if (!leaks.isEmpty()) {
                throw new AssertionError(
                        leaks.size() + " leaked, expected 0:\n" + String.join("\n", leaks));
            }
        }
    }

    /** Removes and returns all leaks, after garbage collection of unreachable buffers. */
    static List<String> leaks() throws InterruptedException {
        // References are enqueued after a collection, in any order. When a reference of the second
        // collection is enqueued, all references of the first one have been.
        collect();
        collect();
        // Netty polls its queue when it starts to track another buffer.
        PooledByteBufAllocator.DEFAULT.buffer(1).release();
        List<String> leaks = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            leaks.add(leak);
        }
        return leaks;
    }

    private static void collect() throws InterruptedException {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        PhantomReference<Object> canary = new PhantomReference<>(new Object(), collected);
        try {
            System.gc();
            if (collected.remove(COLLECTION_TIMEOUT_MILLIS) == null) {
                throw new AssertionError(
                        "nothing was collected; does the JVM run with -XX:+DisableExplicitGC?");
            }
        } finally {
            Reference.reachabilityFence(canary);
        }
    }

    private static final class Factory extends ResourceLeakDetectorFactory {

        @Override
        @SuppressWarnings("deprecation") // Netty calls it from the newer overload
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            return new Detector<>(resource, samplingInterval);
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {

        Detector(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            LEAKS.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            LEAKS.add(resourceType);
        }
    }
}
