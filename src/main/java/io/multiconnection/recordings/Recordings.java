package io.multiconnection.recordings;

import io.multiconnection.memory.MemoryBudget;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * Recordings of a server. Lives on the server's event loop; futures complete there.
 *
 * <p>Stream names are chosen by clients; {@link RecordingPath} maps them to file names.
 */
public final class Recordings {

    private static final Logger LOG = System.getLogger(Recordings.class.getName());

    private final Path root;
    private final RecordingLimits limits;
    private final DiskExecutor disk;
    private final RecordingQuota quota;
    private final MemoryBudget memory;
    private final Map<String, CompletionStage<List<RecordingInfo>>> listing = new HashMap<>();
    private int recorders;

    private Recordings(
            Path root,
            RecordingLimits limits,
            DiskExecutor disk,
            RecordingQuota quota,
            MemoryBudget memory) {
        this.root = root;
        this.limits = limits;
        this.disk = disk;
        this.quota = quota;
        this.memory = memory;
    }

    /**
     * Opens the recordings of a folder, which is created with the first recording.
     *
     * @param loop the event loop
     * @param memory bounds the queues to the disk
     * @throws IOException if the folder cannot be read
     */
    public static Recordings open(
            Path root, RecordingLimits limits, Executor loop, MemoryBudget memory)
            throws IOException {
        return new Recordings(
                root, limits, new DiskExecutor(loop), new RecordingQuota(root, limits), memory);
    }

    /**
     * Starts a recording.
     *
     * @param append whether to append to an existing recording instead of replacing it
     * @throws IllegalArgumentException if the name cannot be used as a file name
     */
    public Recorder record(String app, String name, boolean append, Recorder.Listener listener) {
        Path path = RecordingPath.of(root, app, name);
        Recorder recorder = new Recorder(disk, limits.maxQueuedBytes(), memory, counted(listener));
        boolean tooMany = recorders++ >= limits.maxRecorders();
        recorder.start(
                () -> {
                    if (tooMany) {
                        throw new IOException(
                                "more recordings at a time than the limit of "
                                        + limits.maxRecorders());
                    }
                    return append
                            ? RecordingFile.append(path, quota)
                            : RecordingFile.create(path, quota);
                });
        return recorder;
    }

    private Recorder.Listener counted(Recorder.Listener listener) {
        return new Recorder.Listener() {
            @Override
            public void started() {
                listener.started();
            }

            @Override
            public void stopped() {
                recorders--;
                listener.stopped();
            }

            @Override
            public void failed(boolean overQuota, String why) {
                recorders--;
                listener.failed(overQuota, why);
            }
        };
    }

    /**
     * Checks that a name can be used as a file name.
     *
     * @throws IllegalArgumentException if it cannot
     */
    public void check(String app, String name) {
        var _ = RecordingPath.of(root, app, name);
    }

    /**
     * Opens a recording for playback; the caller closes it.
     *
     * @return fails with {@link java.nio.file.NoSuchFileException} if there is none, with {@link
     *     io.multiconnection.media.FlvException} if the file is not a recording, or another {@link
     *     IOException}
     */
    public CompletionStage<Recording> play(String app, String name) {
        return disk.read(() -> Recording.open(RecordingPath.of(root, app, name), disk));
    }

    /**
     * Returns the duration of a recording.
     *
     * @return milliseconds; 0 if there is no such recording
     */
    public CompletionStage<Integer> duration(String app, String name) {
        return disk.read(() -> Recording.duration(RecordingPath.of(root, app, name)))
                .exceptionally(_ -> 0);
    }

    /** Returns the recordings of an application, sorted by file name. */
    public CompletionStage<List<RecordingInfo>> list(String app) {
        CompletionStage<List<RecordingInfo>> underway = listing.get(app);
        if (underway != null) {
            return underway;
        }
        CompletionStage<List<RecordingInfo>> asked =
                disk.read(() -> infos(RecordingPath.folder(root, app)));
        listing.put(app, asked);
        var _ = asked.whenComplete((_, _) -> listing.remove(app));
        return asked;
    }

    private static List<RecordingInfo> infos(Path folder) throws IOException {
        List<RecordingInfo> infos = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return infos;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Iterator<Path> each = files.filter(RecordingPath::is).sorted().iterator();
                    each.hasNext(); ) {
                info(each.next()).ifPresent(infos::add);
            }
        }
        return infos;
    }

    /** Returns the entry of a file; empty if it is not a recording or was deleted meanwhile. */
    private static Optional<RecordingInfo> info(Path file) {
        try {
            return Optional.of(
                    new RecordingInfo(
                            RecordingPath.name(file), Recording.duration(file), Files.size(file)));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "ignored a file in the recordings", e);
            return Optional.empty();
        }
    }

    /**
     * Waits for the queued writes, for a limited time. Must not be called on the event loop, and
     * only after its last task.
     */
    public void close() {
        disk.close();
    }
}
