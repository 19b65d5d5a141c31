package io.multiconnection.relay;

import static io.multiconnection.Hex.hex;

import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfString;
import io.multiconnection.media.TagClassifier;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.RtmpMessage;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Frames of each role, with bodies that cannot be decoded. */
final class TestFrames {

    private TestFrames() {}

    static RelayFrame metadata() {
        return data(0, "onMetaData");
    }

    static RelayFrame data(int timestamp, String handler) {
        return frame(
                timestamp,
                new Data(
                        List.of(
                                new AmfString(handler),
                                new AmfEcmaArray().with("width", new AmfNumber(320))),
                        AmfEncoding.AMF0));
    }

    static RelayFrame videoConfig(int timestamp) {
        return frame(timestamp, new Video(hex("1700000000aa")));
    }

    static RelayFrame audioConfig(int timestamp) {
        return frame(timestamp, new Audio(hex("af00bb")));
    }

    static RelayFrame keyframe(int timestamp) {
        return frame(timestamp, new Video(hex("1701000000aa")));
    }

    static RelayFrame interFrame(int timestamp) {
        return frame(timestamp, new Video(hex("2701000000aa")));
    }

    static RelayFrame audioFrame(int timestamp) {
        return frame(timestamp, new Audio(hex("af01aa")));
    }

    static RelayFrame frame(int timestamp, MessagePayload payload) {
        return Objects.requireNonNull(of(timestamp, payload));
    }

    static RelayFrame video(int timestamp, String body) {
        return frame(timestamp, new Video(hex(body)));
    }

    static RelayFrame audio(int timestamp, String body) {
        return frame(timestamp, new Audio(hex(body)));
    }

    /** Returns the frame of a message; null if it is empty. */
    static @Nullable RelayFrame of(int timestamp, MessagePayload payload) {
        return of(timestamp, payload, new TagClassifier());
    }

    /** Returns a frame of a stream with earlier frames. */
    static @Nullable RelayFrame of(int timestamp, MessagePayload payload, TagClassifier stream) {
        RtmpMessage message = new RtmpMessage(timestamp, 1, payload);
        try {
            return RelayFrame.of(message, stream);
        } finally {
            message.release();
        }
    }

    /** Returns the role of a frame and a timestamp, as text. */
    static String text(RelayFrame frame, int timestamp) {
        return frame.role() + " " + timestamp;
    }
}
