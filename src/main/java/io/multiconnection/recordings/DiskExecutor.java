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
 * The two threads that wait for the disk, so that the event loop does not: one writes, one reads,
 * each in the order it is told. What they have to say is said on the loop.
 */
final class DiskExecutor {

    /** Far more than all players of a server for development have underway. */
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

    /** Has something written; whoever asks bounds how much. Nothing is once this is closed. */
    void write(Runnable task) {
        try {
            writer.execute(task);
        } catch (RejectedExecutionException _) {
            // the recording ended with the server
        }
    }

    /**
     * Has something read.
     *
     * @return done on the loop; fails with what {@code task} throws, or if too much waits already
     */
    <T> CompletableFuture<T> read(Callable<T> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            reader.execute(() -> answer(task, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private <T> void answer(Callable<T> task, CompletableFuture<T> answer) {
        try {
            T value = task.call();
            tell(() -> answer.complete(value));
        } catch (Exception e) {
            tell(() -> answer.completeExceptionally(e));
        }
    }

    /** Runs something on the loop; it comes to nothing once the loop has ended. */
    void tell(Runnable news) {
        try {
            loop.execute(news);
        } catch (RejectedExecutionException _) {
            // nobody is left to hear it
        }
    }

    /** Waits until what was to be written is written, though not for ever. */
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
