package io.multiconnection.recordings;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Writer of one recording. Lives on the event loop and passes everything to the writer thread,
 * through a bounded queue; a disk that is too slow ends the recording.
 *
 * <pre>
 * start --started--> recording --stopped, failed--> ended
 * </pre>
 */
public final class Recorder {

    /** Listener of a recorder. Called on the event loop. */
    public interface Listener {

        /** Called when the file is open. */
        void started();

        /** Called when the file is complete; the last call. */
        void stopped();

        /**
         * Called when the recording has failed; the last call. The file keeps what was written.
         *
         * @param overQuota whether {@link RecordingLimits} were exceeded
         * @param why reason to show to the publisher, without file names
         */
        void failed(boolean overQuota, String why);
    }

    /** Opens the file on the writer thread. */
    @FunctionalInterface
    interface FileOpener {
        RecordingFile open() throws IOException;
    }

    /** Writes to the file on the writer thread. */
    @FunctionalInterface
    private interface FileAction {
        void write(RecordingFile file) throws IOException;
    }

    private static final Logger LOG = System.getLogger(Recorder.class.getName());

    /** Heap of a queued message without its body, in bytes. */
    private static final int MESSAGE_BYTES = 128;

    private final DiskExecutor disk;
    private final int maxQueuedBytes;
    private final Listener listener;
    private final MemoryAccount memory;
    private final AtomicInteger queued = new AtomicInteger();
    private boolean ended;

    /** Used by the writer thread only. */
    private @Nullable RecordingFile file;

    /**
     * @param budget bounds the queues of all recordings together
     */
    Recorder(DiskExecutor disk, int maxQueuedBytes, MemoryBudget budget, Listener listener) {
        this.disk = disk;
        this.maxQueuedBytes = maxQueuedBytes;
        this.listener = listener;
        this.memory = budget.open(null, disk::onLoop, _ -> fail(this::outOfMemory));
    }

    void start(FileOpener opener) {
        disk.write(
                () -> {
                    try {
                        file = opener.open();
                        disk.onLoop(listener::started);
                    } catch (IOException e) {
                        failed(e);
                    }
                });
    }

    /**
     * Queues a message to be written; ignored after the end.
     *
     * @param type 8 audio, 9 video, 18 data, as RTMP's message types
     * @param isFrame whether the message has its own time; false for metadata and codec
     *     configurations
     * @param timestamp milliseconds, unsigned 32 bits
     * @param body borrowed
     */
    public void write(int type, boolean isFrame, int timestamp, ByteBuf body) {
        if (ended) {
            return;
        }
        int cost = MESSAGE_BYTES + body.readableBytes();
        if (queued.get() + cost > maxQueuedBytes) {
            fail(this::tooSlow);
            return;
        }
        if (!memory.tryTake(MemoryKind.RECORDING, cost)) {
            fail(this::outOfMemory);
            return;
        }
        queued.addAndGet(cost);
        ByteBuf copy = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(body));
        disk.write(
                () -> {
                    queued.addAndGet(-cost);
                    memory.give(MemoryKind.RECORDING, cost);
                    with(open -> open.write(type, isFrame, timestamp, copy));
                });
    }

    /** Ends the recording. Idempotent. */
    public void close() {
        if (!ended) {
            ended = true;
            disk.write(
                    () ->
                            with(
                                    open -> {
                                        file = null;
                                        open.finish();
                                        disk.onLoop(listener::stopped);
                                    }));
            disk.write(memory::close);
        }
    }

    /** Ends the recording after the queued messages, with the exception of {@code reason}. */
    private void fail(FileAction reason) {
        if (!ended) {
            ended = true;
            disk.write(() -> with(reason));
        }
    }

    private void tooSlow(RecordingFile open) throws IOException {
        throw new IOException(
                "the disk is too slow: more bytes are queued than the limit of %d"
                        .formatted(maxQueuedBytes));
    }

    private void outOfMemory(RecordingFile open) throws IOException {
        throw new IOException("the disk is too slow: no memory is left for the queue");
    }

    private void with(FileAction action) {
        RecordingFile open = file;
        if (open == null) {
            return;
        }
        try {
            action.write(open);
        } catch (IOException e) {
            file = null;
            finish(open);
            failed(e);
        }
    }

    private static void finish(RecordingFile file) {
        try {
            file.finish();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot finish " + file, e);
        }
    }

    private void failed(IOException e) {
        boolean overQuota = e instanceof QuotaException;
        if (!overQuota) {
            LOG.log(Level.WARNING, "a recording failed", e);
        }
        // the message of a FileSystemException is a path
        String why =
                e instanceof FileSystemException
                        ? e.getClass().getSimpleName()
                        : String.valueOf(e.getMessage());
        disk.onLoop(
                () -> {
                    ended = true;
                    disk.write(memory::close); // after the queued writes
                    listener.failed(overQuota, why);
                });
    }
}
