package io.multiconnection.peers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.HangLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * Contents of a media file as FFmpeg reports them. {@code errors} are the lines printed while
 * decoding it.
 */
public record MediaFile(Path path, List<Track> tracks, List<String> errors) {

    private static final Duration LIMIT = HangLimit.DURATION;

    /**
     * Track of {@code kind} "audio" or "video". {@code codec} is FFmpeg's name: h264, hevc, av1,
     * aac, opus.
     */
    public record Track(String kind, String codec, List<Packet> packets) {

        /** Whether packets are in decoding order. */
        public boolean isMonotonic() {
            return IntStream.range(1, packets.size())
                    .allMatch(i -> packets.get(i - 1).dts() <= packets.get(i).dts());
        }

        public long keyframes() {
            return packets.stream().filter(Packet::keyframe).count();
        }

        /**
         * Returns the track from its second keyframe. To a joining player some servers (Red5) send
         * the last keyframe and then live frames, without the frames between.
         */
        public Track fromSecondKeyframe() {
            int second =
                    IntStream.range(0, packets.size())
                            .filter(i -> packets.get(i).keyframe())
                            .skip(1)
                            .findFirst()
                            .orElseThrow();
            return new Track(kind, codec, packets.subList(second, packets.size()));
        }

        /** Returns the longest gap between two packets in milliseconds. */
        public long longestGap() {
            return IntStream.range(1, packets.size())
                    .mapToLong(i -> packets.get(i).dts() - packets.get(i - 1).dts())
                    .max()
                    .orElse(0);
        }
    }

    /** Packet with {@code dts} and {@code pts} in milliseconds, and {@code size} in bytes. */
    public record Packet(long dts, long pts, int size, boolean keyframe) {}

    /** Reads the file twice, for its packets and for decoding. */
    public static MediaFile probe(Path path) {
        return new MediaFile(path, readTracks(path), decode(path));
    }

    public Track video() {
        return only("video");
    }

    public Track audio() {
        return only("audio");
    }

    /**
     * Returns the delay in milliseconds of the first audio after the first video; negative if
     * before.
     */
    public long audioDelay() {
        return audio().packets().getFirst().pts() - video().packets().getFirst().pts();
    }

    /** Whether everything can be decoded, and timestamps of each track increase. */
    public boolean isClean() {
        return errors.isEmpty()
                && !tracks.isEmpty()
                && tracks.stream().allMatch(Track::isMonotonic);
    }

    private Track only(String kind) {
        List<Track> found = tracks.stream().filter(track -> track.kind().equals(kind)).toList();
        if (found.size() != 1) {
            throw new IllegalStateException(
                    found.size() + " " + kind + " tracks, expected 1: " + path);
        }
        return found.getFirst();
    }

    private static List<String> decode(Path path) {
        // -fps_mode and -enc_time_base avoid FFmpeg's warnings about its own rounding
        List<String> arguments =
                List.of(
                        "-i",
                        path.toString(),
                        "-fps_mode",
                        "passthrough",
                        "-enc_time_base",
                        "-1",
                        "-f",
                        "null",
                        "-");
        try (Program ffmpeg = Ffmpeg.start("ffmpeg", arguments)) {
            ffmpeg.awaitEnd(LIMIT);
            return ffmpeg.output().lines().toList();
        }
    }

    private static List<Track> readTracks(Path path) {
        List<String> arguments =
                List.of("-show_streams", "-show_packets", "-of", "json", path.toString());
        try (Program ffprobe = Ffmpeg.start("ffprobe", arguments)) {
            ffprobe.awaitSuccess(LIMIT);
            JsonNode found = new ObjectMapper().readTree(ffprobe.output());
            return elements(found.path("streams")).stream()
                    .map(stream -> track(stream, elements(found.path("packets"))))
                    .toList();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not what ffprobe prints", e);
        }
    }

    private static Track track(JsonNode stream, List<JsonNode> packets) {
        int index = stream.path("index").asInt();
        return new Track(
                stream.path("codec_type").asText(),
                stream.path("codec_name").asText(),
                packets.stream()
                        .filter(packet -> packet.path("stream_index").asInt() == index)
                        .map(MediaFile::packet)
                        .toList());
    }

    private static Packet packet(JsonNode packet) {
        return new Packet(
                millis(packet.path("dts_time")),
                millis(packet.path("pts_time")),
                packet.path("size").asInt(),
                packet.path("flags").asText().startsWith("K"));
    }

    private static long millis(JsonNode seconds) {
        return Math.round(seconds.asDouble() * 1000);
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
