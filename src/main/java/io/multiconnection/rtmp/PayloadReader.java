package io.multiconnection.rtmp;

import io.multiconnection.amf.Amf0Reader;
import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfLimitException;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfNumeric;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.Abort;
import io.multiconnection.rtmp.MessagePayload.Acknowledgement;
import io.multiconnection.rtmp.MessagePayload.Aggregate;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.SetChunkSize;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth.LimitType;
import io.multiconnection.rtmp.MessagePayload.Unknown;
import io.multiconnection.rtmp.MessagePayload.Unreadable;
import io.multiconnection.rtmp.MessagePayload.UnreadableCommand;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.MessagePayload.WindowAcknowledgementSize;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reader of message bodies. Borrows them: a payload that keeps a body has retained it.
 *
 * <p>A body that does not match its type is read as {@link Unreadable} or {@link
 * UnreadableCommand}: the message is lost, and the connection stays open. The connection fails only
 * if a limit is exceeded, or if a damaged message would change the framing (Set Chunk Size and
 * Abort). Bytes after the expected content are ignored, as servers do.
 */
final class PayloadReader {

    /** Values that data messages usually have at least: a handler and its argument. */
    private static final int HANDLER_AND_VALUE = 2;

    private static final Set<String> IN_ONE_ARGUMENT = Set.of("_result", "_error", "onStatus");

    private PayloadReader() {}

    /**
     * Reads a body of this type.
     *
     * @throws RtmpProtocolException if the body exceeds a limit, or is a damaged Set Chunk Size or
     *     Abort
     */
    static MessagePayload read(int typeId, ByteBuf body, RtmpLimits limits) {
        try {
            return readBody(typeId, body, limits);
        } catch (AmfLimitException e) {
            throw exceeded(typeId, e);
        } catch (AmfException e) {
            return new Unreadable(typeId, UnreadableReason.of(e));
        } catch (UnreadableException e) {
            return new Unreadable(typeId, UnreadableReason.of(e));
        }
    }

    private static RtmpProtocolException exceeded(int typeId, AmfLimitException e) {
        return new RtmpProtocolException(
                "message of type %d: %s".formatted(typeId, e.getMessage()), e);
    }

    private static MessagePayload readBody(int typeId, ByteBuf body, RtmpLimits limits) {
        return switch (typeId) {
            case MessageType.SET_CHUNK_SIZE -> readSetChunkSize(body);
            case MessageType.ABORT -> readAbort(body);
            case MessageType.ACKNOWLEDGEMENT ->
                    new Acknowledgement(MessageBody.require(body, 4, "Acknowledgement").readInt());
            case MessageType.USER_CONTROL -> readUserControl(body);
            case MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE ->
                    new WindowAcknowledgementSize(
                            MessageBody.require(body, 4, "Window Acknowledgement Size").readInt());
            case MessageType.SET_PEER_BANDWIDTH -> readSetPeerBandwidth(body);
            case MessageType.AUDIO -> new Audio(body.retain());
            case MessageType.VIDEO -> new Video(body.retain());
            case MessageType.DATA_AMF0 -> readData(body, AmfEncoding.AMF0, limits);
            case MessageType.DATA_AMF3 -> readData(body, AmfEncoding.AMF3, limits);
            case MessageType.SHARED_OBJECT_AMF0 ->
                    new SharedObjectReader(body, AmfEncoding.AMF0, limits).read();
            case MessageType.SHARED_OBJECT_AMF3 ->
                    new SharedObjectReader(body, AmfEncoding.AMF3, limits).read();
            case MessageType.COMMAND_AMF0 -> readCommand(body, AmfEncoding.AMF0, limits);
            case MessageType.COMMAND_AMF3 -> readCommand(body, AmfEncoding.AMF3, limits);
            case MessageType.AGGREGATE -> new Aggregate(body.retain());
            default -> new Unknown(typeId, body.retain());
        };
    }

    static SetChunkSize readSetChunkSize(ByteBuf body) {
        return new SetChunkSize(needForFraming(body, "Set Chunk Size").readInt());
    }

    static Abort readAbort(ByteBuf body) {
        return new Abort(needForFraming(body, "Abort").readInt());
    }

    private static ByteBuf needForFraming(ByteBuf body, String what) {
        try {
            return MessageBody.require(body, Integer.BYTES, what);
        } catch (UnreadableException e) {
            throw new RtmpProtocolException(String.valueOf(e.getMessage()), e);
        }
    }

    private static SetPeerBandwidth readSetPeerBandwidth(ByteBuf body) {
        int size = MessageBody.require(body, 5, "Set Peer Bandwidth").readInt();
        int limitType = body.readUnsignedByte();
        return switch (limitType) {
            case 0 -> new SetPeerBandwidth(size, LimitType.HARD);
            case 1 -> new SetPeerBandwidth(size, LimitType.SOFT);
            case 2 -> new SetPeerBandwidth(size, LimitType.DYNAMIC);
            default ->
                    throw new UnreadableException(
                            "Set Peer Bandwidth of limit type " + limitType + ", expected 0..2");
        };
    }

    private static UserControl readUserControl(ByteBuf body) {
        int eventType = MessageBody.require(body, 2, "User Control").readUnsignedShort();
        return switch (eventType) {
            case 0 ->
                    new UserControl.StreamBegin(
                            MessageBody.require(body, 4, "Stream Begin").readInt());
            case 1 ->
                    new UserControl.StreamEof(MessageBody.require(body, 4, "Stream EOF").readInt());
            case 2 ->
                    new UserControl.StreamDry(MessageBody.require(body, 4, "Stream Dry").readInt());
            case 3 ->
                    new UserControl.SetBufferLength(
                            MessageBody.require(body, 8, "Set Buffer Length").readInt(),
                            body.readInt());
            case 4 ->
                    new UserControl.StreamIsRecorded(
                            MessageBody.require(body, 4, "Stream Is Recorded").readInt());
            case 6 ->
                    new UserControl.PingRequest(
                            MessageBody.require(body, 4, "Ping Request").readInt());
            case 7 ->
                    new UserControl.PingResponse(
                            MessageBody.require(body, 4, "Ping Response").readInt());
            default -> new UserControl.UnknownEvent(eventType, body.retain());
        };
    }

    private static Data readData(ByteBuf body, AmfEncoding encoding, RtmpLimits limits) {
        MessageBody.readFormat(body, encoding);
        return new Data(
                readValues(new Amf0Reader(body, limits.amf()), HANDLER_AND_VALUE), encoding);
    }

    /**
     * Reads all values. After the first {@code least} values, bytes that do not begin a value are
     * ignored, such as a superfluous end-of-object marker.
     */
    private static List<AmfValue> readValues(Amf0Reader in, int least) {
        List<AmfValue> values = new ArrayList<>();
        while (in.isReadable() && (values.size() < least || in.beginsValue())) {
            values.add(in.read());
        }
        return values;
    }

    private static MessagePayload readCommand(
            ByteBuf body, AmfEncoding encoding, RtmpLimits limits) {
        MessageBody.readFormat(body, encoding);
        Amf0Reader in = new Amf0Reader(body, limits.amf());
        if (!(in.read() instanceof AmfString(String name))) {
            throw new UnreadableException("command without a name, expected a string");
        }
        // FFmpeg as a server sends onFCPublish with its name alone
        if (!((in.isReadable() ? in.read() : new AmfNumber(0)) instanceof AmfNumeric id)) {
            throw new UnreadableException("command without a transaction id, expected a number");
        }
        try {
            AmfValue commandObject = in.isReadable() ? in.read() : AmfNull.NULL;
            return new Command(name, id.number(), commandObject, readArguments(name, in), encoding);
        } catch (AmfLimitException e) {
            throw e;
        } catch (AmfException e) {
            return new UnreadableCommand(name, id.number(), encoding, UnreadableReason.of(e));
        }
    }

    /**
     * Reads the arguments. Responses and statuses have one relevant argument; damage after it is
     * ignored.
     */
    private static List<AmfValue> readArguments(String name, Amf0Reader in) {
        if (!IN_ONE_ARGUMENT.contains(name) || !in.isReadable()) {
            return readValues(in, 1);
        }
        List<AmfValue> arguments = new ArrayList<>();
        arguments.add(in.read());
        try {
            arguments.addAll(readValues(in, 0));
        } catch (AmfLimitException e) {
            throw e;
        } catch (AmfException _) {
            return arguments;
        }
        return arguments;
    }
}
