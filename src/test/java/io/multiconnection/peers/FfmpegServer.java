package io.multiconnection.peers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * FFmpeg as a server for one publisher, whatever the application and the stream name. It ends when
 * the publisher leaves; {@link #restart} makes it wait for the next, whose recording replaces the
 * first.
 */
public final class FfmpegServer extends RtmpServer {

    private FfmpegServer() {
        super("ffmpeg");
    }

    public static FfmpegServer start() {
        FfmpegServer server = new FfmpegServer();
        server.restart();
        return server;
    }

    /**
     * Waits until the publisher has left, at most {@code limit}; returns what it sent, as an FLV
     * file.
     */
    public MediaFile awaitRecording(Duration limit) {
        awaitEnd(limit);
        return MediaFile.probe(recording());
    }

    @Override
    Program launch() {
        List<String> arguments =
                List.of(
                        "-f",
                        "flv",
                        "-listen",
                        "1",
                        "-i",
                        url("live", "any"),
                        "-c",
                        "copy",
                        recording().toString());
        return Ffmpeg.start("ffmpeg", arguments).awaitListening(port());
    }

    private Path recording() {
        return folder().resolve("recording.flv");
    }
}
