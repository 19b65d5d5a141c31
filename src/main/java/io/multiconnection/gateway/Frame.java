package io.multiconnection.gateway;

import io.multiconnection.amf.AmfKind;
import io.multiconnection.amf.AmfString;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One message of a published stream, and what it means for a server that joins or lags. Whoever has
 * a frame made releases its media.
 */
record Frame(Role role, SharedMedia media, @Nullable Message message) {

    /** Content of a data message, as the guards of servers know it. */
    record Message(WriteSubject subject, Set<AmfKind> kinds) {}

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

    /** A data message to {@code handler} on a stream. */
    static Frame data(int stream, String handler, List<AmfValue> args, int timestamp) {
        List<AmfValue> values = new ArrayList<>(args.size() + 1);
        values.add(new AmfString(handler));
        values.addAll(args);
        Frame frame = of(Role.DATA, timestamp, new Data(values, AmfEncoding.AMF0));
        WriteSubject subject = new WriteSubject.StreamData(stream, handler);
        return new Frame(Role.DATA, frame.media, new Message(subject, AmfKind.of(args)));
    }

    private static Frame of(Role role, int timestamp, MessagePayload payload) {
        SharedMedia media = SharedMedia.of(timestamp, payload, PooledByteBufAllocator.DEFAULT);
        return new Frame(role, media, null);
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
        return new Frame(role, media.at(timestamp), message);
    }

    int timestamp() {
        return media.timestamp();
    }

    int bytes() {
        return media.bytes();
    }
}
