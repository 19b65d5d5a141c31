package io.multiconnection.gateway;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.media.AudioHeader;
import io.multiconnection.media.VideoHeader;
import io.multiconnection.protocol.MediaFrame;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.SharedMedia;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;

/**
 * One message of a published stream, and what it means for a server that joins or lags. Whoever has
 * a frame made releases its media.
 */
record Frame(Role role, SharedMedia media) {

    enum Role {
        AUDIO,
        AUDIO_CONFIG,
        VIDEO,
        VIDEO_CONFIG,
        KEYFRAME,
        DATA
    }

    /** A frame from the page; its media holds a reference of its own to the body. */
    static Frame of(MediaFrame frame, int timestamp) {
        return switch (frame.kind()) {
            case AUDIO -> of(audioRole(frame), timestamp, new Audio(frame.body().retain()));
            case VIDEO -> of(videoRole(frame), timestamp, new Video(frame.body().retain()));
        };
    }

    /** A data message. */
    static Frame data(List<AmfValue> values, int timestamp) {
        return of(Role.DATA, timestamp, new Data(values, AmfEncoding.AMF0));
    }

    private static Frame of(Role role, int timestamp, MessagePayload payload) {
        return new Frame(role, SharedMedia.of(timestamp, payload, PooledByteBufAllocator.DEFAULT));
    }

    private static Role audioRole(MediaFrame frame) {
        AudioHeader header = AudioHeader.read(frame.body());
        return header.isCodecConfiguration() ? Role.AUDIO_CONFIG : Role.AUDIO;
    }

    private static Role videoRole(MediaFrame frame) {
        VideoHeader header = VideoHeader.read(frame.body());
        if (header.isCodecConfiguration()) {
            return Role.VIDEO_CONFIG;
        }
        return header.isKeyframe() ? Role.KEYFRAME : Role.VIDEO;
    }

    /** The same message at another time, for a server that joins later. */
    Frame at(int timestamp) {
        return new Frame(role, media.at(timestamp));
    }

    int timestamp() {
        return media.timestamp();
    }

    int bytes() {
        return media.bytes();
    }
}
