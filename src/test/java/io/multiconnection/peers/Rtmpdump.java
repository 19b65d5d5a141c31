package io.multiconnection.peers;

import static io.multiconnection.HangLimit.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The player rtmpdump, which is made of librtmp, as OBS and many encoders are. */
public final class Rtmpdump implements AutoCloseable {

    private final Path file;
    private final Program program;

    private Rtmpdump(Path file, Program program) {
        this.file = file;
        this.program = program;
    }

    /** Plays the live stream {@code url} and writes it to {@code file}, in the background. */
    public static Rtmpdump record(String url, Path file) {
        List<String> command =
                List.of("rtmpdump", "--quiet", "--live", "-r", url, "-o", file.toString());
        return new Rtmpdump(file, Program.start(Path.of("."), Map.of(), command));
    }

    /** Waits for {@code bytes} bytes, at most {@code limit}, and returns what was played. */
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
