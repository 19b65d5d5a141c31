package io.multiconnection.load;

import io.multiconnection.peers.Ffmpeg;
import io.multiconnection.peers.Ports;
import io.multiconnection.peers.Program;
import java.util.List;
import java.util.stream.Collectors;

/** FFmpeg that listens for one publisher and copies its stream to all servers by the tee muxer. */
final class FfmpegRelay extends Relay {

    private final RtmpConnector connector;

    FfmpegRelay(Loops loops, List<Integer> servers) {
        int port = Ports.free();
        super("FFmpeg tee", port, program(port, servers));
        connector = new RtmpConnector(loops, port);
    }

    private static Program program(int port, List<Integer> servers) {
        String input = streamUrl(port);
        String tee =
                servers.stream()
                        .map(server -> "[f=flv:flvflags=no_duration_filesize]" + streamUrl(server))
                        .collect(Collectors.joining("|"));
        return Ffmpeg.start(
                "ffmpeg",
                List.of("-listen", "1", "-i", input, "-map", "0", "-c", "copy", "-f", "tee", tee));
    }

    private static String streamUrl(int port) {
        return RtmpConnector.url(port) + "/" + stream(0);
    }

    @Override
    Publisher publisher(int number) {
        return new RtmpPublisher(connector, stream(number));
    }
}
