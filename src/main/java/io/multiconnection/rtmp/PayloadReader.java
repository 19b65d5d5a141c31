package io.multiconnection.rtmp;

import io.multiconnection.amf.Amf0Reader;
import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
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
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.MessagePayload.WindowAcknowledgementSize;
import io.netty.buffer.ByteBuf;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Reads the bodies of messages. Borrows them: a payload that keeps one has retained it.
 *
 * <p>More bytes than a control message needs are passed over, as servers do.
 */
final class PayloadReader {

    private static final Logger LOG = System.getLogger(PayloadReader.class.getName());

    private PayloadReader() {}

    /**
     * Reads a body of this type.
     *
     * @throws RtmpProtocolException if the body is too short, says what it must not, holds what is
     *     not AMF, or is over a limit
     */
    static MessagePayload read(int typeId, ByteBuf body, RtmpLimits limits) {
        try {
            return readBody(typeId, body, limits);
        } catch (AmfException e) {
            throw new RtmpProtocolException(
                    "message of type %d: %s".formatted(typeId, e.getMessage()), e);
        }
    }

    private static MessagePayload readBody(int typeId, ByteBuf body, RtmpLimits limits) {
        return switch (typeId) {
            case MessageType.SET_CHUNK_SIZE -> readSetChunkSize(body);
            case MessageType.ABORT -> readAbort(body);
            case MessageType.ACKNOWLEDGEMENT,
                    MessageType.USER_CONTROL,
                    MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE,
                    MessageType.SET_PEER_BANDWIDTH ->
                    readControl(typeId, body);
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

    /**
     * Reads a control message that changes nothing of the framing. One that cannot be read is
     * {@link Unknown}: peers send short ones and limit types above 2, and FFmpeg and librtmp do not
     * mind.
     */
    private static MessagePayload readControl(int typeId, ByteBuf body) {
        ByteBuf in = body.duplicate();
        try {
            return switch (typeId) {
                case MessageType.ACKNOWLEDGEMENT ->
                        new Acknowledgement(need(in, 4, "Acknowledgement").readInt());
                case MessageType.USER_CONTROL -> readUserControl(in);
                case MessageType.SET_PEER_BANDWIDTH -> readSetPeerBandwidth(in);
                default ->
                        new WindowAcknowledgementSize(
                                need(in, 4, "Window Acknowledgement Size").readInt());
            };
        } catch (RtmpProtocolException e) {
            LOG.log(Level.DEBUG, "ignores a control message: {0}", e.getMessage());
            return new Unknown(typeId, body.retain());
        }
    }

    static SetChunkSize readSetChunkSize(ByteBuf body) {
        return new SetChunkSize(need(body, 4, "Set Chunk Size").readInt());
    }

    static Abort readAbort(ByteBuf body) {
        return new Abort(need(body, 4, "Abort").readInt());
    }

    /** The zero byte that message types of AMF3 begin with. */
    static void readFormat(ByteBuf body, AmfEncoding encoding) {
        if (encoding == AmfEncoding.AMF0) {
            return;
        }
        int format = need(body, 1, "AMF3 message").readUnsignedByte();
        if (format != 0) {
            throw new RtmpProtocolException("AMF3 message of format " + format + ", expected 0");
        }
    }

    /** Returns {@code body} if it holds {@code bytes}. */
    static ByteBuf need(ByteBuf body, int bytes, String what) {
        if (body.readableBytes() < bytes) {
            throw new RtmpProtocolException(
                    "%s with %d bytes left, expected %d"
                            .formatted(what, body.readableBytes(), bytes));
        }
        return body;
    }

    private static SetPeerBandwidth readSetPeerBandwidth(ByteBuf body) {
        int size = need(body, 5, "Set Peer Bandwidth").readInt();
        int limitType = body.readUnsignedByte();
        return switch (limitType) {
            case 0 -> new SetPeerBandwidth(size, LimitType.HARD);
            case 1 -> new SetPeerBandwidth(size, LimitType.SOFT);
            case 2 -> new SetPeerBandwidth(size, LimitType.DYNAMIC);
            default ->
                    throw new RtmpProtocolException(
                            "Set Peer Bandwidth of limit type " + limitType + ", expected 0..2");
        };
    }

    private static UserControl readUserControl(ByteBuf body) {
        int eventType = need(body, 2, "User Control").readUnsignedShort();
        return switch (eventType) {
            case 0 -> new UserControl.StreamBegin(need(body, 4, "Stream Begin").readInt());
            case 1 -> new UserControl.StreamEof(need(body, 4, "Stream EOF").readInt());
            case 2 -> new UserControl.StreamDry(need(body, 4, "Stream Dry").readInt());
            case 3 ->
                    new UserControl.SetBufferLength(
                            need(body, 8, "Set Buffer Length").readInt(), body.readInt());
            case 4 ->
                    new UserControl.StreamIsRecorded(need(body, 4, "Stream Is Recorded").readInt());
            case 6 -> new UserControl.PingRequest(need(body, 4, "Ping Request").readInt());
            case 7 -> new UserControl.PingResponse(need(body, 4, "Ping Response").readInt());
            default -> new UserControl.UnknownEvent(eventType, body.retain());
        };
    }

    private static Data readData(ByteBuf body, AmfEncoding encoding, RtmpLimits limits) {
        readFormat(body, encoding);
        return new Data(new Amf0Reader(body, limits.amf()).readAll(), encoding);
    }

    private static Command readCommand(ByteBuf body, AmfEncoding encoding, RtmpLimits limits) {
        readFormat(body, encoding);
        Amf0Reader in = new Amf0Reader(body, limits.amf());
        if (!(in.read() instanceof AmfString(String name))) {
            throw new RtmpProtocolException("command without a name, expected a string");
        }
        // FFmpeg as a server says onFCPublish with its name alone
        if (!((in.isReadable() ? in.read() : new AmfNumber(0))
                instanceof AmfNumber(double transactionId))) {
            throw new RtmpProtocolException("command without a transaction id, expected a number");
        }
        AmfValue commandObject = in.isReadable() ? in.read() : AmfNull.NULL;
        return new Command(name, transactionId, commandObject, in.readAll(), encoding);
    }
}
