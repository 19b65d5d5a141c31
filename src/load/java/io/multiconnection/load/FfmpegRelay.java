package io.multiconnection.load;

import io.multiconnection.peers.Ffmpeg;
import io.multiconnection.peers.Ports;
import io.multiconnection.peers.Program;
import java.util.List;
import java.util.stream.Collectors;

/** FFmpeg that listens for one publisher and copies its stream to all sinks by the tee muxer. */
final class FfmpegRelay implements Relay {

    private final Loops loops;
    private final int port = Ports.free();
    private final Program program;

    FfmpegRelay(Loops loops, Sinks sinks) {
        this.loops = loops;
        String tee =
                sinks.ports().stream()
                        .map(
                                "[f=flv:flvflags=no_duration_filesize]rtmp://127.0.0.1:%d/live/s0"
                                        ::formatted)
                        .collect(Collectors.joining("|"));
        program =
                Ffmpeg.start(
                                "ffmpeg",
                                List.of(
                                        "-listen",
                                        "1",
                                        "-i",
                                        "rtmp://127.0.0.1:" + port + "/live/s0",
                                        "-map",
                                        "0",
                                        "-c",
                                        "copy",
                                        "-f",
                                        "tee",
                                        tee))
                        .awaitListening(port);
    }

    @Override
    public String name() {
        return "FFmpeg tee";
    }

    @Override
    public long pid() {
        return program.pid();
    }

    @Override
    public Publisher publisher(int number) {
        return new RtmpPublisher(
                RtmpPublisher.dialer(),
                loops.next(),
                "rtmp://127.0.0.1:" + port + "/live",
                "s" + number);
    }

    @Override
    public void close() {
        program.close();
    }
}
