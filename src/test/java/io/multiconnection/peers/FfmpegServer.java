package io.multiconnection.peers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * FFmpeg as a server for one publisher with any application and stream name. Ends when the
 * publisher leaves; {@link #restart} waits for the next, whose recording replaces the first.
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

    /** Waits up to {@code limit} until the publisher has left; returns the received FLV file. */
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
