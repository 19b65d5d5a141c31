package io.multiconnection.media;

/**
 * Role of a frame for a player or server that joins or lags. The setup frames come first, in the
 * order in which they are delivered.
 */
public enum FrameRole {
    /** Data that applies until it is set again, such as {@code onMetaData}. */
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
     * @param set whether it was wrapped in {@code @setDataFrame}
     * @param name name of the handler
     */
    public static FrameRole data(boolean set, String name) {
        return set || name.equals("onMetaData") ? METADATA : DATA;
    }

    /** Returns whether the following frames need it; only the latest of its slot is needed. */
    public boolean isSetup() {
        return compareTo(KEYFRAME) < 0;
    }

    /** Returns whether it is an audio or video frame, not a configuration. */
    public boolean isMedia() {
        return this == KEYFRAME || this == VIDEO || this == AUDIO;
    }

    /** Returns whether it is script data, which may contain text. */
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
