package io.multiconnection.rtmp;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfString;
import io.multiconnection.rtmp.MessagePayload.Abort;
import io.multiconnection.rtmp.MessagePayload.Acknowledgement;
import io.multiconnection.rtmp.MessagePayload.Aggregate;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.SetChunkSize;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.MessagePayload.Unknown;
import io.multiconnection.rtmp.MessagePayload.Unreadable;
import io.multiconnection.rtmp.MessagePayload.UnreadableCommand;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.MessagePayload.WindowAcknowledgementSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;

/** Writer of message bodies. */
final class PayloadWriter {

    private PayloadWriter() {}

    /** Returns a buffer that the caller owns. Media is passed through and never copied. */
    static ByteBuf write(MessagePayload payload, ByteBufAllocator alloc) {
        return switch (payload) {
            case SetChunkSize(int size) -> alloc.ioBuffer(4).writeInt(size);
            case Abort(int chunkStreamId) -> alloc.ioBuffer(4).writeInt(chunkStreamId);
            case Acknowledgement(int sequenceNumber) -> alloc.ioBuffer(4).writeInt(sequenceNumber);
            case UserControl event -> writeUserControl(event, alloc);
            case WindowAcknowledgementSize(int size) -> alloc.ioBuffer(4).writeInt(size);
            case SetPeerBandwidth(int size, SetPeerBandwidth.LimitType limitType) ->
                    alloc.ioBuffer(5).writeInt(size).writeByte(limitType.code());
            case Audio(ByteBuf body) -> body;
            case Video(ByteBuf body) -> body;
            case Data data -> writeTo(alloc, out -> writeData(data, out));
            case SharedObjectMessage message ->
                    writeTo(alloc, out -> SharedObjectWriter.write(message, out));
            case Command command -> writeTo(alloc, out -> writeCommand(command, out));
            case Aggregate(ByteBuf body) -> body;
            case Unknown(_, ByteBuf body) -> body;
            case Unreadable _, UnreadableCommand _ ->
                    throw new IllegalArgumentException("a message that could not be read");
        };
    }

    private static ByteBuf writeUserControl(UserControl event, ByteBufAllocator alloc) {
        return switch (event) {
            case UserControl.StreamBegin(int stream) -> writeEvent(alloc, 0, stream);
            case UserControl.StreamEof(int stream) -> writeEvent(alloc, 1, stream);
            case UserControl.StreamDry(int stream) -> writeEvent(alloc, 2, stream);
            case UserControl.SetBufferLength(int stream, int milliseconds) ->
                    alloc.ioBuffer(10).writeShort(3).writeInt(stream).writeInt(milliseconds);
            case UserControl.StreamIsRecorded(int stream) -> writeEvent(alloc, 4, stream);
            case UserControl.PingRequest(int timestamp) -> writeEvent(alloc, 6, timestamp);
            case UserControl.PingResponse(int timestamp) -> writeEvent(alloc, 7, timestamp);
            case UserControl.UnknownEvent(int eventType, ByteBuf body) -> {
                ByteBuf out = alloc.ioBuffer(2 + body.readableBytes());
                out.writeShort(eventType)
                        .writeBytes(body, body.readerIndex(), body.readableBytes());
                body.release();
                yield out;
            }
        };
    }

    private static ByteBuf writeEvent(ByteBufAllocator alloc, int eventType, int value) {
        return alloc.ioBuffer(6).writeShort(eventType).writeInt(value);
    }

    private static void writeData(Data data, ByteBuf out) {
        data.values().forEach(AmfMessageWriter.begin(out, data.encoding())::write);
    }

    private static void writeCommand(Command command, ByteBuf out) {
        AmfMessageWriter writer = AmfMessageWriter.begin(out, command.encoding());
        writer.write(new AmfString(command.name()));
        writer.write(new AmfNumber(command.transactionId()));
        writer.write(command.commandObject());
        command.arguments().forEach(writer::write);
    }

    private static ByteBuf writeTo(ByteBufAllocator alloc, Consumer<ByteBuf> content) {
        ByteBuf out = alloc.ioBuffer();
        try {
            content.accept(out);
            return out;
        } catch (RuntimeException e) {
            out.release();
            throw e;
        }
    }
}
