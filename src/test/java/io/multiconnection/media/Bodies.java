package io.multiconnection.media;

/** Tag bodies of several tracks in hex, which cannot be decoded. */
public final class Bodies {

    private Bodies() {}

    /** Returns a video configuration; track 0 is written without a number, as FFmpeg and OBS do. */
    public static String videoConfig(int track, int mark) {
        return video(0x90, track) + byteOf(mark);
    }

    public static String colorInfo(int track, int mark) {
        return video(0x94, track) + byteOf(mark);
    }

    public static String keyframe(int track, int mark) {
        return video(0x93, track) + byteOf(mark);
    }

    public static String picture(int track, int mark) {
        return video(0xA3, track) + byteOf(mark);
    }

    /** Returns a video configuration of two tracks in one body. */
    public static String videoConfigs(int first, int second, int mark) {
        return "96" + "10" + "68766331" + listed(first, mark) + listed(second, mark);
    }

    public static String audioConfig(int track, int mark) {
        return audio(0, track) + byteOf(mark);
    }

    public static String channels(int track, int mark) {
        return audio(4, track) + byteOf(mark);
    }

    public static String sound(int track, int mark) {
        return audio(1, track) + byteOf(mark);
    }

    private static String listed(int track, int mark) {
        return byteOf(track) + "000001" + byteOf(mark);
    }

    private static String video(int header, int track) {
        return track == 0
                ? byteOf(header) + "68766331"
                : byteOf((header & 0xF0) | 6) + byteOf(header & 0x0F) + "68766331" + byteOf(track);
    }

    private static String audio(int packetType, int track) {
        return track == 0
                ? "9" + packetType + "4f707573"
                : "95" + byteOf(packetType) + "4f707573" + byteOf(track);
    }

    private static String byteOf(int value) {
        return "%02x".formatted(value & 0xFF);
    }
}
