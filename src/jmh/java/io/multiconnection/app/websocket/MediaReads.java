package io.multiconnection.app.websocket;

import io.multiconnection.benchmark.MediaClip;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.ArrayList;
import java.util.List;

/** Bytes of a client's WebSocket: masked frames, as the reads of a socket return them. */
final class MediaReads {

    private static final int STREAM = 1;

    /** Position of the timestamp in a media frame; a mask starts anew every four bytes. */
    private static final int TIMESTAMP_AT = 4;

    private static final int MASK_BYTES = 4;

    /** One media frame: position of its payload in the read, and timestamp within the clip. */
    private record Position(int payload, int timestamp) {}

    /** Bytes of one read, with the positions of its frames. */
    private record Template(ByteBuf bytes, List<Position> frames) {}

    private final EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameEncoder(true));
    private final List<Template> templates = new ArrayList<>();
    private int next;
    private int clipStart;

    /** Creates the reads of a clip, each of {@code framesPerRead} frames. */
    MediaReads(int framesPerRead) {
        List<MediaClip.Frame> frames = MediaClip.frames();
        for (int i = 0; i < frames.size(); i += framesPerRead) {
            templates.add(template(frames.subList(i, i + framesPerRead)));
        }
    }

    private Template template(List<MediaClip.Frame> frames) {
        ByteBuf bytes = Unpooled.buffer();
        List<Position> positions = new ArrayList<>();
        for (MediaClip.Frame frame : frames) {
            ByteBuf masked = media(frame);
            bytes.writeBytes(masked);
            masked.release();
            int payload = bytes.writerIndex() - payloadBytes(frame);
            positions.add(new Position(payload, frame.timestamp()));
        }
        return new Template(bytes, positions);
    }

    private static int payloadBytes(MediaClip.Frame frame) {
        return 2 * TIMESTAMP_AT + frame.body().readableBytes();
    }

    /** Returns the number of reads of a clip. */
    int perClip() {
        return templates.size();
    }

    /** Returns the next read; timestamps continue from clip to clip. */
    ByteBuf next() {
        Template template = templates.get(next);
        ByteBuf read = PooledByteBufAllocator.DEFAULT.directBuffer(template.bytes.writerIndex());
        read.writeBytes(template.bytes, 0, template.bytes.writerIndex());
        for (Position frame : template.frames) {
            int mask = read.getInt(frame.payload - MASK_BYTES);
            read.setInt(frame.payload + TIMESTAMP_AT, (clipStart + frame.timestamp) ^ mask);
        }
        next++;
        if (next == templates.size()) {
            next = 0;
            clipStart += MediaClip.MILLIS;
        }
        return read;
    }

    /** Returns the bytes of a media frame. */
    ByteBuf media(MediaClip.Frame frame) {
        int type =
                switch (frame.kind()) {
                    case AUDIO -> 8;
                    case VIDEO -> 9;
                };
        ByteBuf payload = Unpooled.buffer(payloadBytes(frame));
        payload.writeByte(type).writeByte(STREAM).writeShort(0).writeInt(frame.timestamp());
        payload.writeBytes(frame.body().duplicate());
        return masked(new BinaryWebSocketFrame(payload));
    }

    /** Returns the bytes of a text message. */
    ByteBuf text(String json) {
        return masked(new TextWebSocketFrame(json));
    }

    private ByteBuf masked(WebSocketFrame frame) {
        client.writeOutbound(frame);
        ByteBuf all = PooledByteBufAllocator.DEFAULT.directBuffer();
        for (ByteBuf part = client.readOutbound(); part != null; part = client.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        return all;
    }
}
