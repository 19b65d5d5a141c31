package io.multiconnection.peers;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** GStreamer's RTMP client (rtmp2sink and rtmp2src) as a publisher and player. */
public final class Gstreamer {

    private Gstreamer() {}

    /** Whether the required elements are installed. */
    static boolean hasElements() {
        return Stream.of("rtmp2sink", "flvmux", "h264parse")
                .allMatch(
                        name ->
                                Program.exitStatus(List.of("gst-inspect-1.0", "--exists", name))
                                        == 0);
    }

    /**
     * Publishes {@link Ffmpeg#clip} in real time in the background; unpublishes at the end of the
     * clip or when interrupted.
     */
    public static Program publish(String url) {
        return launch(
                """
                filesrc location=%s ! flvdemux name=in
                in.video ! queue ! h264parse ! out.video
                in.audio ! queue ! aacparse ! out.audio
                flvmux name=out streamable=true ! rtmp2sink sync=true location=%s
                """
                        .formatted(Ffmpeg.clip(), url));
    }

    /** Plays {@code url} and writes {@code tags} FLV tags to {@code file}, in the background. */
    public static Program record(String url, Path file, int tags) {
        return launch(
                "rtmp2src location=%s num-buffers=%d ! filesink location=%s"
                        .formatted(url, tags, file));
    }

    private static Program launch(String pipeline) {
        Stream<String> elements = Arrays.stream(pipeline.strip().split("\\s+"));
        List<String> command =
                Stream.concat(Stream.of("gst-launch-1.0", "-q", "-e"), elements).toList();
        return Program.start(Path.of("."), Map.of(), command);
    }
}
