package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.media.FlvWriter;
import io.multiconnection.peers.MediaFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Media of a play that a client received, written to a file for FFmpeg. */
final class ReceivedMedia implements AutoCloseable {

    private final Path file;
    private final TestClient client;
    private final OutputStream out;

    ReceivedMedia(TestClient client, Path file) {
        this.client = client;
        this.file = file;
        try {
            out = Files.newOutputStream(file);
            out.write(FlvWriter.header(true, true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Receives frames of {@code millis} milliseconds of media; returns the last one. */
    TestClient.Frame watch(int millis) {
        TestClient.Frame frame = take();
        int until = frame.timestamp() + millis;
        while (frame.timestamp() < until) {
            frame = take();
        }
        return frame;
    }

    private TestClient.Frame take() {
        TestClient.Frame frame = client.frame();
        try {
            out.write(FlvWriter.tag(frame.type(), frame.timestamp(), frame.body().array()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frame;
    }

    /** Asserts that FFmpeg decodes the file without errors and with monotonic timestamps. */
    MediaFile clean() {
        close();
        MediaFile probed = MediaFile.probe(file);
        assertThat(probed.errors()).isEmpty();
        assertThat(probed.isClean()).isTrue();
        assertThat(probed.video().codec()).isEqualTo("h264");
        assertThat(probed.audio().codec()).isEqualTo("aac");
        assertThat(probed.video().packets().getFirst().keyframe()).isTrue();
        return probed;
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
