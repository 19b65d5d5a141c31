package io.multiconnection.peers;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** FFmpeg 8.0.1 from Maven Central as a publisher and player, with classic and Enhanced RTMP. */
public final class Ffmpeg {

    private static final String PICTURE_AND_TONE =
            """
            -f lavfi -i testsrc2=size=320x240:rate=25[out0];sine=frequency=440:sample_rate=44100[out1]
            -c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -g 25 -c:a aac -b:a 64k
            """;

    /** Pattern of its progress output. */
    private static final Pattern BEGUN = Pattern.compile("frame=[1-9]");

    private Ffmpeg() {}

    /**
     * Returns an FLV file with ten seconds of H.264 (320x240, 25 fps, one keyframe per second) and
     * AAC (44100 Hz).
     */
    public static Path clip() {
        String name = "clip-" + Integer.toHexString(PICTURE_AND_TONE.hashCode());
        return PeerStore.folder(name, Ffmpeg::makeClip).resolve("clip.flv");
    }

    /** Returns the clip with an index of keyframes, which servers need for seeking. */
    public static Path indexedClip() {
        return PeerStore.folder("indexed-" + clip().getParent().getFileName(), Ffmpeg::indexClip)
                .resolve("clip.flv");
    }

    private static void indexClip(Path folder) {
        List<String> arguments = new ArrayList<>(List.of("-i", clip().toString()));
        arguments.addAll(words("-c copy -flvflags add_keyframe_index"));
        arguments.add(folder.resolve("clip.flv").toString());
        start("ffmpeg", arguments).awaitSuccess(Duration.ofMinutes(1));
    }

    /**
     * Publishes a test pattern and a tone in real time for {@code length}, as H.264 and AAC unless
     * {@code options} differ ("-c:v", "libx265"). Returns when the server has accepted the first
     * frames; a refusal is an {@link IllegalStateException}. Continues in the background until its
     * end or its close.
     */
    public static Program publish(String url, Duration length, String... options) {
        List<String> arguments =
                words("-progress pipe:1 -stats_period 0.1 -re " + PICTURE_AND_TONE);
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("-t", seconds(length), "-f", "flv", url));
        Program publisher = start("ffmpeg", arguments);
        return publisher.awaitReady("publishing", () -> BEGUN.matcher(publisher.output()).find());
    }

    /**
     * Plays {@code url} and writes {@code length} of it to {@code file}, unchanged. Runs in the
     * background.
     */
    public static Program record(String url, Path file, Duration length) {
        // a silent server would block it forever
        List<String> arguments = words("-rw_timeout 10000000");
        arguments.addAll(List.of("-i", url, "-t", seconds(length), "-c", "copy", file.toString()));
        return start("ffmpeg", arguments);
    }

    /** Starts ffmpeg or ffprobe. Prints only errors, and overwrites files. */
    public static Program start(String program, List<String> arguments) {
        Path home =
                PeerStore.folder("ffmpeg", Ffmpeg::unpack)
                        .resolve("org/bytedeco/ffmpeg")
                        .resolve(platform());
        List<String> command =
                new ArrayList<>(List.of(home.resolve(program).toString(), "-v", "error"));
        if (program.equals("ffmpeg")) {
            command.add("-y");
        }
        command.addAll(arguments);
        String libraries = home.toString();
        return Program.start(
                home,
                Map.of("LD_LIBRARY_PATH", libraries, "DYLD_LIBRARY_PATH", libraries),
                command);
    }

    private static void makeClip(Path folder) {
        List<String> arguments = words(PICTURE_AND_TONE);
        arguments.addAll(List.of("-t", "10", folder.resolve("clip.flv").toString()));
        start("ffmpeg", arguments).awaitSuccess(Duration.ofMinutes(1));
    }

    private static void unpack(Path folder) {
        PeerStore.maven("ffmpeg", folder, "-Dpeer.classifier=" + platform());
        Path home = folder.resolve("org/bytedeco/ffmpeg").resolve(platform());
        for (String program : List.of("ffmpeg", "ffprobe")) {
            File file = home.resolve(program).toFile();
            if (!file.setExecutable(true)) {
                throw new IllegalStateException(
                        file + " is not there or cannot be made executable");
            }
        }
    }

    /** Returns the artifact's name of this platform. */
    private static String platform() {
        String os =
                System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")
                        ? "macosx"
                        : "linux";
        String cpu = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64";
        return os + "-" + cpu + "-gpl";
    }

    private static String seconds(Duration length) {
        return Double.toString(length.toMillis() / 1000.0);
    }

    private static List<String> words(String text) {
        return new ArrayList<>(Arrays.asList(text.strip().split("\\s+")));
    }
}
