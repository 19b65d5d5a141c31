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
 * One message of a published stream, and its meaning for a server that joins or lags. Its creator
 * releases its media.
 */
record PublishedFrame(FrameKind kind, SharedMedia media, @Nullable Message message)
        implements StreamFrame {

    /** Content of a data message, as the guards of servers know it. */
    record Message(WriteSubject subject, Set<AmfKind> kinds) {}

    /** A frame from the client; its media holds a reference of its own to the body. */
    static PublishedFrame of(MediaFrame frame, int timestamp, TagClassifier stream) {
        return switch (frame.kind()) {
            case AUDIO ->
                    of(stream.audio(frame.body()), timestamp, new Audio(frame.body().retain()));
            case VIDEO ->
                    of(stream.video(frame.body()), timestamp, new Video(frame.body().retain()));
        };
    }

    /**
     * A data message; metadata at time 0, because servers pass its time on and FFmpeg takes
     * metadata of a later time for subtitles.
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
     * The same message at another time, for a server that joins later; the caller owns its media.
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
