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
 * A message of a stream that is watched, made once for all who watch it: AVC and AAC as classic
 * tags, whatever they came as.
 *
 * <p>Immutable, so that it may be handed to any thread; its bytes are the garbage collector's.
 */
public final class RelayFrame implements StreamFrame {

    /** Where the body begins in a tag. */
    private static final int BODY = FlvWriter.TAG_HEADER_BYTES;

    private static final List<AmfValue> NO_CODEC =
            List.of(AmfUndefined.UNDEFINED, new AmfNumber(0));

    /** Heap of a frame with its array, and with its place where it is kept. */
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
     * Makes a frame of a message, which stays the caller's; null where there is nothing in it.
     *
     * @param stream classifier of the stream that the message is of
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
     * Node-Media-Server hands on what encoders say to servers, {@code @setDataFrame}. What begins
     * with a bar is between servers and Flash Player.
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

    /** Nothing, where AMF0 cannot say it. */
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

    /** Milliseconds on the server's clock, unsigned; wraps. */
    public int timestamp() {
        return timestamp;
    }

    /** Returns the length of the tag body; 0 for data that AMF0 cannot say. */
    @Override
    public int bytes() {
        return tag.length - FlvWriter.TAG_OVERHEAD_BYTES;
    }

    /** Returns an estimate of the heap that the frame takes, in bytes. */
    public long heap() {
        return heap;
    }

    /** The values of METADATA and DATA, its name first; else empty. Not to be changed. */
    public List<AmfValue> data() {
        return data;
    }

    /** Whether there is sound in it, or it is metadata which says that there will be. */
    public boolean tellsOfAudio() {
        return role().isAudio() || says("audiocodecid");
    }

    /** Whether there is a picture in it, or it is metadata which says that there will be. */
    public boolean tellsOfVideo() {
        return role().isVideo() || says("videocodecid");
    }

    /** nginx-rtmp says 0 where there is no such track. */
    private boolean says(String codec) {
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

    /** RTMP's message type and FLV's tag type: 8 audio, 9 video, 18 data. */
    public int type() {
        return tag[0];
    }

    /** Puts the tag body into {@code target}, from {@code offset} on. */
    public void copyBody(byte[] target, int offset) {
        System.arraycopy(tag, BODY, target, offset, bytes());
    }

    /**
     * The FLV tag at another time, as a view of shared bytes: not to be written to. Metadata is
     * always at 0, because FFmpeg takes metadata of a later time for subtitles.
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
