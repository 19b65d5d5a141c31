package io.multiconnection.publish;

import io.multiconnection.amf.AmfKind;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.media.FrameKind;
import io.multiconnection.media.FrameRole;
import io.multiconnection.media.StreamFrame;
import io.multiconnection.media.TagClassifier;
import io.multiconnection.protocol.MediaFrame;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.SharedMedia;
import io.multiconnection.target.WriteSubject;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Message of a published stream with its role, which decides what is sent to a target that joins or
 * lags. The creator releases the media.
 */
record PublishedFrame(FrameKind kind, SharedMedia media, @Nullable Message message)
        implements StreamFrame {

    /** Subject and kinds of a data message, for the write guards of servers. */
    record Message(WriteSubject subject, Set<AmfKind> kinds) {}

    /** Returns a frame of the client; the media retains the body. */
    static PublishedFrame of(MediaFrame frame, int timestamp, TagClassifier stream) {
        return switch (frame.kind()) {
            case AUDIO ->
                    of(stream.audio(frame.body()), timestamp, new Audio(frame.body().retain()));
            case VIDEO ->
                    of(stream.video(frame.body()), timestamp, new Video(frame.body().retain()));
        };
    }

    /**
     * Returns a data message. Metadata has timestamp 0, because servers pass the timestamp on and
     * FFmpeg treats later metadata as subtitles.
     */
    static PublishedFrame data(int stream, String handler, List<AmfValue> values, int timestamp) {
        FrameKind kind =
                handler.equals(WriteSubject.METADATA)
                                && values.size() > 1
                                && values.get(1) instanceof AmfString(String name)
                        ? FrameKind.data(true, name)
                        : FrameKind.data(false, handler);
        WriteSubject subject = new WriteSubject.StreamData(stream, handler);
        PublishedFrame frame = of(kind, timestamp, new Data(values, AmfEncoding.AMF0));
        return new PublishedFrame(kind, frame.media, new Message(subject, AmfKind.of(values)));
    }

    private static PublishedFrame of(FrameKind kind, int timestamp, MessagePayload payload) {
        return new PublishedFrame(
                kind,
                SharedMedia.of(time(kind, timestamp), payload, PooledByteBufAllocator.DEFAULT),
                null);
    }

    private static int time(FrameKind kind, int timestamp) {
        return kind.role() == FrameRole.METADATA ? 0 : timestamp;
    }

    /**
     * Returns this message with another timestamp, for a server that joins later; the caller owns
     * its media.
     */
    PublishedFrame at(int timestamp) {
        return new PublishedFrame(kind, media.at(time(kind, timestamp)), message);
    }

    int timestamp() {
        return media.timestamp();
    }

    @Override
    public int bytes() {
        return media.bytes();
    }
}
