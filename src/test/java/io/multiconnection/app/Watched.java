package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.media.FlvWriter;
import io.multiconnection.peers.MediaFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a page got of a play, written to a file for FFmpeg to judge. */
final class Watched implements AutoCloseable {

    private final Path file;
    private final Page page;
    private final OutputStream out;

    Watched(Page page, Path file) {
        this.page = page;
        this.file = file;
        try {
            out = Files.newOutputStream(file);
            out.write(FlvWriter.header(true, true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes frames until so many milliseconds of media came; returns the last one. */
    Page.Frame watch(int millis) {
        Page.Frame frame = take();
        int until = frame.timestamp() + millis;
        while (frame.timestamp() < until) {
            frame = take();
        }
        return frame;
    }

    private Page.Frame take() {
        Page.Frame frame = page.frame();
        try {
            out.write(FlvWriter.tag(frame.type(), frame.timestamp(), frame.body().array()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frame;
    }

    /** All of it, which FFmpeg must decode without a word, and in time. */
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
