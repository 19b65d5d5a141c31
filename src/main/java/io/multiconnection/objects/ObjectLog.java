package io.multiconnection.objects;

import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Append-only file of the persistent objects.
 *
 * <p>The entries of one turn of the event loop are written and forced to the disk together, and
 * confirmed afterwards. That blocks the loop for as long as the disk takes; it is the price of a
 * development server without further threads. A truncated entry at the end, left by a killed
 * process, is cut off at the next start; it was never confirmed.
 */
public final class ObjectLog implements ObjectStore {

    private static final Logger LOG = System.getLogger(ObjectLog.class.getName());

    /** Magic bytes "MCOBJ" and the version of the format. */
    private static final long HEADER = 0x4D43_4F42_4A00_0001L;

    private static final int COMPACT_FROM_BYTES = 1 << 20;
    private static final int WASTE_FACTOR = 4;

    private final Path file;
    private final FileChannel lock;
    private final Executor loop;
    private final ByteBuf pending = Unpooled.buffer();
    private final List<Outcome> waiting = new ArrayList<>();
    private FileChannel channel;
    private long compactAbove = COMPACT_FROM_BYTES;
    private boolean damaged;

    private ObjectLog(Path file, FileChannel lock, FileChannel channel, Executor loop) {
        this.file = file;
        this.lock = lock;
        this.channel = channel;
        this.loop = loop;
    }

    /**
     * Opens the file of a folder, which is created if it is missing, and delivers all its entries.
     *
     * @param loop event loop of all users of the log
     * @param limits bounds of an entry
     * @throws IOException if another server uses the folder, or it is not usable
     */
    public static ObjectLog open(
            Path folder, Executor loop, RtmpLimits limits, Consumer<Entry> restore)
            throws IOException {
        Files.createDirectories(folder);
        FileChannel lock = lock(folder.resolve("objects.lock"));
        try {
            Path file = folder.resolve("objects.log");
            long good = Files.exists(file) ? replay(file, limits, restore) : 0;
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.size() > good) {
                LOG.log(
                        Level.WARNING,
                        "{0} ends in {1} bytes of a torn entry, which are cut off",
                        file,
                        channel.size() - good);
            }
            ObjectLog log = new ObjectLog(file, lock, channel, loop);
            log.begin(good);
            return log;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel lock =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() != null) {
                return lock;
            }
        } catch (OverlappingFileLockException _) {
            // held by this process
        }
        lock.close();
        throw new IOException("the folder is in use by another server: " + file.getParent());
    }

    /** Returns how many bytes are good. */
    private static long replay(Path file, RtmpLimits limits, Consumer<Entry> restore)
            throws IOException {
        long size = Files.size(file);
        if (size < Long.BYTES) {
            return 0;
        }
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            long header = in.readLong();
            if (header != HEADER) {
                throw new IOException(
                        "%s begins with %016x, expected %016x".formatted(file, header, HEADER));
            }
            long good = Long.BYTES;
            while (true) {
                byte[] body = ObjectLogEntry.next(in, size - good);
                if (body.length == 0) {
                    return good;
                }
                restore.accept(ObjectLogEntry.read(body, limits));
                good += ObjectLogEntry.HEADER_BYTES + body.length;
            }
        } catch (RtmpProtocolException | IllegalArgumentException e) {
            throw new IOException(file + " holds what is no shared object", e);
        }
    }

    private void begin(long good) throws IOException {
        channel.truncate(good);
        channel.position(good);
        if (good == 0) {
            pending.writeLong(HEADER);
            write();
        }
        compactAbove = Math.max(COMPACT_FROM_BYTES, WASTE_FACTOR * good);
    }

    @Override
    public void append(Entry entry) {
        ObjectLogEntry.write(entry, pending);
    }

    @Override
    public void whenStored(Outcome then) {
        if (!pending.isReadable() && waiting.isEmpty()) {
            then.stored(!damaged);
            return;
        }
        if (waiting.isEmpty()) {
            loop.execute(this::flush);
        }
        waiting.add(then);
    }

    private void flush() {
        if (!damaged) {
            try {
                write();
            } catch (IOException e) {
                failed("cannot write " + file, e);
            }
        }
        List<Outcome> hearers = List.copyOf(waiting);
        waiting.clear();
        hearers.forEach(hearer -> hearer.stored(!damaged));
    }

    private void write() throws IOException {
        write(channel, pending);
        channel.force(false);
    }

    private static void write(FileChannel out, ByteBuf bytes) throws IOException {
        while (bytes.isReadable()) {
            bytes.readBytes(out, bytes.readableBytes());
        }
        bytes.clear();
    }

    private void failed(String what, IOException e) {
        damaged = true;
        pending.clear();
        LOG.log(Level.ERROR, what + "; what is persistent is kept in memory until it can be", e);
    }

    /** Compacts the file, also after a failure: the missing entries are written again. */
    @Override
    public boolean isWasteful() {
        try {
            return damaged || channel.position() + pending.readableBytes() > compactAbove;
        } catch (IOException e) {
            failed("cannot use " + file, e);
            return true;
        }
    }

    /** Replaces the file atomically: a kill leaves the old or the new one. */
    @Override
    public void compact(Stream<Entry> all) {
        Path next = file.resolveSibling("objects.log.new");
        try {
            FileChannel out =
                    FileChannel.open(
                            next,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
            try {
                ByteBuf bytes = Unpooled.buffer().writeLong(HEADER);
                for (Iterator<Entry> entries = all.iterator(); entries.hasNext(); ) {
                    ObjectLogEntry.write(entries.next(), bytes);
                    write(out, bytes);
                }
                write(out, bytes);
                out.force(true);
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                out.close();
                throw e;
            }
            channel.close();
            channel = out;
            pending.clear();
            damaged = false;
            compactAbove = Math.max(COMPACT_FROM_BYTES, WASTE_FACTOR * channel.position());
        } catch (IOException e) {
            failed("cannot compact " + file, e);
        }
    }

    @Override
    public void close() {
        flush();
        try (lock;
                FileChannel closing = channel) {
            closing.force(true);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "cannot close " + file, e);
        }
    }
}
