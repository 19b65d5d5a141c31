package io.multiconnection;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
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

    private static final Queue<Detector<?>> DETECTORS = new ConcurrentLinkedQueue<>();

    /** Records of the buffers that were open after the last check. They do not keep the buffers. */
    private static Set<Object> knownOpen = Set.of();

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

    /**
     * Removes and returns all leaks. Collects unreachable buffers first if buffers were opened and
     * not released since the last call: a collection takes longer than most test classes.
     */
    static synchronized List<String> leaks() throws InterruptedException {
        if (!knownOpen.containsAll(open())) {
            collectUnreachable();
        }
        knownOpen = open();
        List<String> leaks = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            leaks.add(leak);
        }
        return leaks;
    }

    /** Returns the records of all buffers that are not released. */
    private static Set<Object> open() {
        Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());
        DETECTORS.forEach(detector -> open.addAll(detector.open()));
        return open;
    }

    private static void collectUnreachable() throws InterruptedException {
        // References are enqueued after a collection, in any order. When a reference of the second
        // collection is enqueued, all references of the first one have been.
        collect();
        collect();
        // Netty polls its queue when it starts to track another buffer.
        PooledByteBufAllocator.DEFAULT.buffer(1).release();
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
            Detector<T> detector = new Detector<>(resource, samplingInterval);
            DETECTORS.add(detector);
            return detector;
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {

        Detector(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        /**
         * Returns the records of resources that are not closed. Netty has no other access to them.
         */
        Collection<?> open() {
            try {
                Field records = ResourceLeakDetector.class.getDeclaredField("allLeaks");
                records.setAccessible(true);
                return (Collection<?>) records.get(this);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("a ResourceLeakDetector without the field allLeaks", e);
            }
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
