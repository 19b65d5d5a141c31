package io.multiconnection.recordings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;

/** Quota of the disk space of a folder's recordings. Used by the writer thread only. */
final class RecordingQuota {

    private final Path root;
    private final RecordingLimits limits;
    private long files;
    private long bytes;

    RecordingQuota(Path root, RecordingLimits limits) throws IOException {
        this.root = root;
        this.limits = limits;
        count();
    }

    /** Counts the files again, because some may have been deleted by hand. */
    private void count() throws IOException {
        files = 0;
        bytes = 0;
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Iterator<Path> each = all.filter(Files::isRegularFile).iterator();
                    each.hasNext(); ) {
                files++;
                bytes += Files.size(each.next());
            }
        }
    }

    void addFile() throws IOException {
        if (files >= limits.maxFiles()) {
            count();
        }
        if (files >= limits.maxFiles()) {
            throw new QuotaException("more recordings than the limit of " + limits.maxFiles());
        }
        files++;
    }

    void removeFile(long fileBytes) {
        files--;
        bytes -= fileBytes;
    }

    /**
     * Reserves {@code more} bytes for a file of {@code fileBytes}.
     *
     * @throws QuotaException if the quota does not allow them
     */
    void take(long fileBytes, int more) throws IOException {
        if (fileBytes + more > limits.maxFileBytes()) {
            throw new QuotaException(
                    "the recording is longer than the limit of %d bytes"
                            .formatted(limits.maxFileBytes()));
        }
        if (bytes + more > limits.maxTotalBytes()) {
            count();
        }
        if (bytes + more > limits.maxTotalBytes()) {
            throw new QuotaException(
                    "all recordings are longer than the limit of %d bytes"
                            .formatted(limits.maxTotalBytes()));
        }
        bytes += more;
    }

    void give(long fewer) {
        bytes -= fewer;
    }
}
