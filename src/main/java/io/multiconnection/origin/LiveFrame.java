package io.multiconnection.origin;

import io.multiconnection.media.FlvTag;
import io.multiconnection.media.FrameKind;
import io.multiconnection.media.FrameRole;
import io.multiconnection.media.StreamFrame;
import io.multiconnection.media.TagClassifier;
import io.multiconnection.recordings.RecordedTag;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Unknown;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.SharedMedia;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Set;

/** Message of a stream with its kind. The creator of the frame releases its media. */
record LiveFrame(FrameKind kind, SharedMedia media) implements StreamFrame {

    private static final FrameKind RECORDED_DATA = new FrameKind(FrameRole.DATA, Set.of());

    /** Returns the frame of an audio message, which is borrowed; the frame retains its body. */
    static LiveFrame of(int timestamp, Audio audio, TagClassifier stream) {
        return make(stream.audio(audio.body()), timestamp, new Audio(audio.body().retain()));
    }

    /** Returns the frame of a video message, which is borrowed; the frame retains its body. */
    static LiveFrame of(int timestamp, Video video, TagClassifier stream) {
        return make(stream.video(video.body()), timestamp, new Video(video.body().retain()));
    }

    /**
     * Returns the frame of a data message, in AMF0, which every player reads. Metadata has
     * timestamp 0, because FFmpeg treats metadata with a later timestamp as subtitles.
     */
    static LiveFrame of(int timestamp, FrameKind kind, Data data) {
        boolean isMetadata = kind.role() == FrameRole.METADATA;
        return make(kind, isMetadata ? 0 : timestamp, new Data(data.values(), AmfEncoding.AMF0));
    }

    /** Returns the frame of a recorded tag; data stays as it is in the file. */
    static LiveFrame of(RecordedTag tag, TagClassifier stream) {
        return switch (tag.type()) {
            case FlvTag.AUDIO -> of(tag.timestamp(), new Audio(tag.body()), stream);
            case FlvTag.VIDEO -> of(tag.timestamp(), new Video(tag.body()), stream);
            default ->
                    make(
                            RECORDED_DATA,
                            tag.timestamp(),
                            new Unknown(tag.type(), tag.body().retain()));
        };
    }

    private static LiveFrame make(FrameKind kind, int timestamp, MessagePayload payload) {
        return new LiveFrame(
                kind, SharedMedia.of(timestamp, payload, PooledByteBufAllocator.DEFAULT));
    }

    /**
     * Returns this frame with another timestamp, for a player that joins; the caller owns its
     * media.
     */
    LiveFrame at(int timestamp) {
        return new LiveFrame(kind, media.at(role() == FrameRole.METADATA ? 0 : timestamp));
    }

    @Override
    public int bytes() {
        return media.bytes();
    }
}
