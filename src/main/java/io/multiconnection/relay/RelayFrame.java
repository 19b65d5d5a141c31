package io.multiconnection.relay;

import io.multiconnection.amf.Amf0Writer;
import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfHeapSize;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.media.ClassicTag;
import io.multiconnection.media.FlvWriter;
import io.multiconnection.media.FrameKind;
import io.multiconnection.media.FrameRole;
import io.multiconnection.media.StreamFrame;
import io.multiconnection.media.TagClassifier;
import io.multiconnection.memory.HeapSize;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.RtmpMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frame of a relayed stream as an FLV tag, shared by all viewers. AVC and AAC are converted to
 * classic FLV bodies.
 *
 * <p>Immutable and therefore safe to share between threads. The bytes are on the heap and need no
 * release.
 */
public final class RelayFrame implements StreamFrame {

    /** Offset of the body in a tag. */
    private static final int BODY = FlvWriter.TAG_HEADER_BYTES;

    private static final List<AmfValue> NO_CODEC =
            List.of(AmfUndefined.UNDEFINED, new AmfNumber(0));

    /** Heap of a frame and its array, and of the list element that refers to it, in bytes. */
    private static final int HEAP_BYTES = 2 * HeapSize.ELEMENT;

    private static final int AUDIO_TYPE = 8;
    private static final int VIDEO_TYPE = 9;
    private static final int DATA_TYPE = 18;

    private final FrameKind kind;
    private final int timestamp;
    private final byte[] tag;
    private final List<AmfValue> data;
    private final long heap;

    private RelayFrame(FrameKind kind, int timestamp, byte[] tag, List<AmfValue> data) {
        this.kind = kind;
        this.timestamp = timestamp;
        this.tag = tag;
        this.data = data;
        this.heap = HEAP_BYTES + tag.length + AmfHeapSize.of(data);
    }

    /**
     * Returns the frame of a message, which is borrowed; null if the message is empty or carries no
     * media or data.
     *
     * @param stream classifier of the message's stream
     */
    public static @Nullable RelayFrame of(RtmpMessage message, TagClassifier stream) {
        int time = message.timestamp();
        return switch (message.payload()) {
            case Audio(ByteBuf body) ->
                    media(AUDIO_TYPE, stream.audio(body), time, ClassicTag.audio(body));
            case Video(ByteBuf body) ->
                    media(VIDEO_TYPE, stream.video(body), time, ClassicTag.video(body));
            case Data data -> data(time, data);
            default -> null;
        };
    }

    private static @Nullable RelayFrame media(
            int type, FrameKind kind, int timestamp, byte[] body) {
        return body.length == 0
                ? null
                : new RelayFrame(kind, timestamp, FlvWriter.tag(type, timestamp, body), List.of());
    }

    /**
     * Unwraps {@code @setDataFrame}, which Node-Media-Server forwards as the encoder sent it. Names
     * that start with a bar are internal to servers and Flash Player, and ignored.
     */
    private static @Nullable RelayFrame data(int timestamp, Data data) {
        boolean wrapped = data.name().equals("@setDataFrame");
        List<AmfValue> values = data.values().subList(wrapped ? 1 : 0, data.values().size());
        if (values.isEmpty()
                || !(values.getFirst() instanceof AmfString(String name))
                || name.startsWith("|")) {
            return null;
        }
        FrameKind kind = FrameKind.data(wrapped, name);
        int tagTime = kind.role() == FrameRole.METADATA ? 0 : timestamp;
        return new RelayFrame(
                kind, timestamp, FlvWriter.tag(DATA_TYPE, tagTime, amf(values)), values);
    }

    /** Returns the values as AMF0; empty if AMF0 cannot represent them. */
    private static byte[] amf(List<AmfValue> values) {
        ByteBuf out = Unpooled.buffer();
        try {
            Amf0Writer writer = new Amf0Writer(out);
            values.forEach(writer::write);
            return ByteBufUtil.getBytes(out);
        } catch (AmfException _) {
            return new byte[0];
        }
    }

    @Override
    public FrameKind kind() {
        return kind;
    }

    /** Returns the server's timestamp in milliseconds; unsigned, wraps. */
    public int timestamp() {
        return timestamp;
    }

    /** Returns the length of the tag body; 0 for data that AMF0 cannot represent. */
    @Override
    public int bytes() {
        return tag.length - FlvWriter.TAG_OVERHEAD_BYTES;
    }

    /** Returns an estimate of the frame's heap, in bytes. */
    public long heap() {
        return heap;
    }

    /**
     * Returns the values of METADATA and DATA, starting with the name; otherwise empty. Read-only.
     */
    public List<AmfValue> data() {
        return data;
    }

    /** Returns whether this is audio, or metadata that announces audio. */
    public boolean announcesAudio() {
        return role().isAudio() || namesCodec("audiocodecid");
    }

    /** Returns whether this is video, or metadata that announces video. */
    public boolean announcesVideo() {
        return role().isVideo() || namesCodec("videocodecid");
    }

    /** Returns whether metadata names a codec; nginx-rtmp sends 0 if there is no such track. */
    private boolean namesCodec(String codec) {
        return role() == FrameRole.METADATA
                && data.stream()
                        .map(value -> property(value, codec))
                        .anyMatch(value -> !NO_CODEC.contains(value));
    }

    private static AmfValue property(AmfValue value, String name) {
        return switch (value) {
            case AmfObject object -> object.property(name);
            case AmfEcmaArray array ->
                    array.properties().getOrDefault(name, AmfUndefined.UNDEFINED);
            default -> AmfUndefined.UNDEFINED;
        };
    }

    /** Returns the type of the RTMP message and FLV tag: 8 audio, 9 video, 18 data. */
    public int type() {
        return tag[0];
    }

    /** Copies the tag body into {@code target}, starting at {@code offset}. */
    public void copyBody(byte[] target, int offset) {
        System.arraycopy(tag, BODY, target, offset, bytes());
    }

    /**
     * Returns the FLV tag with another timestamp, as a read-only view of shared bytes. Metadata is
     * always at 0, because FFmpeg treats metadata with a later timestamp as subtitles.
     */
    public ByteBuf flv(int newTimestamp) {
        if (newTimestamp == timestamp || role() == FrameRole.METADATA) {
            return Unpooled.wrappedBuffer(tag);
        }
        return Unpooled.wrappedBuffer(
                Unpooled.wrappedBuffer(FlvWriter.tagHeader(type(), newTimestamp, bytes())),
                Unpooled.wrappedBuffer(tag, BODY, tag.length - BODY));
    }
}
