package io.multiconnection.peers;

import static io.multiconnection.HangLimit.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Player rtmpdump with librtmp, which OBS and many encoders use. */
public final class Rtmpdump implements AutoCloseable {

    private final Path file;
    private final Program program;

    private Rtmpdump(Path file, Program program) {
        this.file = file;
        this.program = program;
    }

    /** Plays the live stream {@code url} to {@code file} in the background. */
    public static Rtmpdump record(String url, Path file) {
        List<String> command =
                List.of("rtmpdump", "--quiet", "--live", "-r", url, "-o", file.toString());
        return new Rtmpdump(file, Program.start(Path.of("."), Map.of(), command));
    }

    /** Waits up to {@code limit} for {@code bytes} bytes; returns the played media. */
    public MediaFile awaitBytes(long bytes, Duration limit) {
        await("rtmpdump printed: " + program.output())
                .atMost(limit)
                .until(() -> Files.exists(file) && size() >= bytes);
        program.interrupt();
        return MediaFile.probe(file);
    }

    private long size() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
