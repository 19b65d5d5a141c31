package io.multiconnection.origin;

import io.multiconnection.media.AudioHeader;
import io.multiconnection.media.FlvTag;
import io.multiconnection.media.VideoHeader;
import io.multiconnection.recordings.RecordedTag;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Unknown;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.SharedMedia;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * One message of a stream, and what it means for a player. Whoever makes one releases its media.
 */
record Frame(Role role, SharedMedia media) {

    enum Role {
        METADATA,
        VIDEO_CONFIGURATION,
        AUDIO_CONFIGURATION,
        KEYFRAME,
        VIDEO,
        AUDIO,
        DATA;

        boolean isVideo() {
            return this == VIDEO_CONFIGURATION || this == KEYFRAME || this == VIDEO;
        }

        /** Whether it is a picture or sound, and not what comes before those. */
        boolean isFrame() {
            return this == KEYFRAME || this == VIDEO || this == AUDIO;
        }

        boolean isAudio() {
            return this == AUDIO_CONFIGURATION || this == AUDIO;
        }
    }

    /** Borrows {@code audio}; the frame has a reference of its own. */
    static Frame of(int timestamp, Audio audio) {
        AudioHeader header = AudioHeader.read(audio.body());
        return make(
                header.isCodecConfiguration() ? Role.AUDIO_CONFIGURATION : Role.AUDIO,
                timestamp,
                new Audio(audio.body().retain()));
    }

    /** Borrows {@code video}; the frame has a reference of its own. */
    static Frame of(int timestamp, Video video) {
        VideoHeader header = VideoHeader.read(video.body());
        Role role =
                header.isCodecConfiguration()
                        ? Role.VIDEO_CONFIGURATION
                        : header.isKeyframe() ? Role.KEYFRAME : Role.VIDEO;
        return make(role, timestamp, new Video(video.body().retain()));
    }

    static Frame of(int timestamp, Data data) {
        Role role = data.name().equals("onMetaData") ? Role.METADATA : Role.DATA;
        return make(role, timestamp, data);
    }

    /** Of a recording; data as it is in the file. */
    static Frame of(RecordedTag tag) {
        return switch (tag.type()) {
            case FlvTag.AUDIO -> of(tag.timestamp(), new Audio(tag.body()));
            case FlvTag.VIDEO -> of(tag.timestamp(), new Video(tag.body()));
            default ->
                    make(Role.DATA, tag.timestamp(), new Unknown(tag.type(), tag.body().retain()));
        };
    }

    private static Frame make(Role role, int timestamp, MessagePayload payload) {
        return new Frame(role, SharedMedia.of(timestamp, payload, PooledByteBufAllocator.DEFAULT));
    }
}
