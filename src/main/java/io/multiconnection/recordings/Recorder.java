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
 * Writes one recording. Lives on the event loop, which hands everything to the thread that writes;
 * what waits there is bounded, and a disk that is too slow ends the recording.
 *
 * <pre>
 * begin --started--> --stopped, or failed--> over
 * </pre>
 */
public final class Recorder {

    /** Hears how it goes. Called on the event loop. */
    public interface Listener {

        /** The file is there, and is written. */
        void started();

        /** The file is complete. Nothing more is said. */
        void stopped();

        /**
         * Nothing more is written, nor said. The file holds what came before.
         *
         * @param overQuota whether {@link RecordingLimits} are why
         * @param why for the publisher's eyes: names no file
         */
        void failed(boolean overQuota, String why);
    }

    /** Opens the file, on the thread that writes. */
    @FunctionalInterface
    interface Opening {
        RecordingFile open() throws IOException;
    }

    /** Writes to the file, on the thread that writes. */
    @FunctionalInterface
    private interface Writing {
        void write(RecordingFile file) throws IOException;
    }

    private static final Logger LOG = System.getLogger(Recorder.class.getName());

    /** What a message costs besides its body. */
    private static final int MESSAGE_BYTES = 128;

    private final DiskExecutor disk;
    private final int maxQueuedBytes;
    private final Listener listener;
    private final MemoryAccount memory;
    private final AtomicInteger queued = new AtomicInteger();
    private boolean over;

    /** Of the thread that writes. */
    private @Nullable RecordingFile file;

    /**
     * @param budget bounds what waits for the disk, of all recordings together
     */
    Recorder(DiskExecutor disk, int maxQueuedBytes, MemoryBudget budget, Listener listener) {
        this.disk = disk;
        this.maxQueuedBytes = maxQueuedBytes;
        this.listener = listener;
        this.memory = budget.open(null, disk::tell, _ -> fail(this::outOfMemory));
    }

    void begin(Opening opening) {
        disk.write(
                () -> {
                    try {
                        file = opening.open();
                        disk.tell(listener::started);
                    } catch (IOException e) {
                        failed(e);
                    }
                });
    }

    /**
     * Writes a message, later; nothing if the recording is over.
     *
     * @param type 8 audio, 9 video, 18 data, as RTMP's message types
     * @param isFrame false for what has no time of its own: metadata, codec configurations
     * @param timestamp milliseconds, unsigned 32 bits
     * @param body borrowed
     */
    public void write(int type, boolean isFrame, int timestamp, ByteBuf body) {
        if (over) {
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

    /** Ends the recording; may be called again. */
    public void close() {
        if (!over) {
            over = true;
            disk.write(
                    () ->
                            with(
                                    open -> {
                                        file = null;
                                        open.finish();
                                        disk.tell(listener::stopped);
                                    }));
            disk.write(memory::close);
        }
    }

    /** Ends the recording with what {@code reason} throws, after what has come before. */
    private void fail(Writing reason) {
        if (!over) {
            over = true;
            disk.write(() -> with(reason));
        }
    }

    private void tooSlow(RecordingFile open) throws IOException {
        throw new IOException(
                "the disk is too slow: more waits for it than the limit of %d bytes"
                        .formatted(maxQueuedBytes));
    }

    private void outOfMemory(RecordingFile open) throws IOException {
        throw new IOException("the disk is too slow: there is no memory for what waits for it");
    }

    private void with(Writing writing) {
        RecordingFile open = file;
        if (open == null) {
            return;
        }
        try {
            writing.write(open);
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
        // the message of a file system's exception is a path
        String why =
                e instanceof FileSystemException
                        ? e.getClass().getSimpleName()
                        : String.valueOf(e.getMessage());
        disk.tell(
                () -> {
                    over = true;
                    disk.write(memory::close); // after what still waits there
                    listener.failed(overQuota, why);
                });
    }
}
