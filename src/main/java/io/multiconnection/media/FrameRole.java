package io.multiconnection.media;

/**
 * Role of a frame for a player or server that joins or lags. The setup frames come first, in the
 * order in which they are delivered.
 */
public enum FrameRole {
    /** Data that holds until it is set again, such as {@code onMetaData}. */
    METADATA,
    VIDEO_CONFIG,
    /** Enhanced RTMP's Metadata, for example {@code colorInfo}. */
    VIDEO_METADATA,
    AUDIO_CONFIG,
    /** Enhanced RTMP's MultichannelConfig. */
    AUDIO_CHANNELS,
    /** A keyframe of the default track. */
    KEYFRAME,
    VIDEO,
    AUDIO,
    DATA;

    /**
     * Returns the role of a data message.
     *
     * @param set whether it came in {@code @setDataFrame}
     * @param name its handler
     */
    public static FrameRole data(boolean set, String name) {
        return set || name.equals("onMetaData") ? METADATA : DATA;
    }

    /** Returns whether the frames that follow need it, and only the last one of its slot. */
    public boolean isSetup() {
        return compareTo(KEYFRAME) < 0;
    }

    /** Returns whether it can be seen or heard. */
    public boolean isMedia() {
        return this == KEYFRAME || this == VIDEO || this == AUDIO;
    }

    /** Returns whether it is script data, and so may hold text. */
    public boolean isData() {
        return this == METADATA || this == DATA;
    }

    /** Returns whether it belongs to the video. */
    public boolean isVideo() {
        return this == VIDEO_CONFIG || this == VIDEO_METADATA || this == KEYFRAME || this == VIDEO;
    }

    /** Returns whether it belongs to the audio. */
    public boolean isAudio() {
        return this == AUDIO_CONFIG || this == AUDIO_CHANNELS || this == AUDIO;
    }
}
