package io.multiconnection.recordings;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Executor of disk operations with one thread for writes and one for reads, each in order of
 * submission, so that the event loop never waits for the disk. Results are delivered on the loop.
 */
final class DiskExecutor {

    /** Limit of queued reads. */
    private static final int MAX_READS = 1024;

    private static final long CLOSE_SECONDS = 5;
    private static final ThreadFactory THREADS = new DefaultThreadFactory("rtmp-origin-disk", true);

    private final Executor loop;
    private final ThreadPoolExecutor writer = thread(new LinkedBlockingQueue<>());
    private final ThreadPoolExecutor reader = thread(new ArrayBlockingQueue<>(MAX_READS));

    DiskExecutor(Executor loop) {
        this.loop = loop;
    }

    private static ThreadPoolExecutor thread(BlockingQueue<Runnable> tasks) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, tasks, THREADS);
    }

    /** Queues a write, whose size the caller bounds; ignored after {@link #close}. */
    void write(Runnable task) {
        try {
            writer.execute(task);
        } catch (RejectedExecutionException _) {
            // closed: the recording ended with the server
        }
    }

    /**
     * Queues a read.
     *
     * @return completes on the loop; fails with the exception of {@code task}, or if too many reads
     *     are queued
     */
    <T> CompletableFuture<T> read(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            reader.execute(() -> result(task, result));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(e);
        }
        return result;
    }

    private <T> void result(Callable<T> task, CompletableFuture<T> result) {
        try {
            T value = task.call();
            onLoop(() -> result.complete(value));
        } catch (Exception e) {
            onLoop(() -> result.completeExceptionally(e));
        }
    }

    /** Runs a task on the loop; ignored after the loop has ended. */
    void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException _) {
            // the loop has ended
        }
    }

    /** Waits for the queued writes, up to {@value #CLOSE_SECONDS} s. */
    void close() {
        reader.shutdownNow();
        writer.shutdown();
        try {
            if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                writer.shutdownNow();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
