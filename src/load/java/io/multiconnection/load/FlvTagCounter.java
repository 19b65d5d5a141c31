package io.multiconnection.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import org.jspecify.annotations.Nullable;

/** Reader of an FLV stream (FLV 10.1, annex E.2 to E.4.1) that passes its frames to a seat. */
final class FlvTagCounter extends LengthFieldBasedFrameDecoder {

    private static final int FILE_HEADER = 9;
    private static final int SIZE_OF_PREVIOUS = 4;
    private static final int TAG_HEADER = 11;
    private static final int LENGTH_AT = 1;
    private static final int LENGTH_BYTES = 3;
    private static final int MAX_BYTES = 1 << 24;

    private final FrameSeat seat;
    private boolean isInTags;

    FlvTagCounter(FrameSeat seat) {
        super(
                MAX_BYTES,
                LENGTH_AT,
                LENGTH_BYTES,
                TAG_HEADER - LENGTH_AT - LENGTH_BYTES + SIZE_OF_PREVIOUS,
                0);
        this.seat = seat;
    }

    @Override
    protected @Nullable Object decode(ChannelHandlerContext ctx, ByteBuf in) throws Exception {
        if (!isInTags && in.readableBytes() >= FILE_HEADER + SIZE_OF_PREVIOUS) {
            in.skipBytes(FILE_HEADER + SIZE_OF_PREVIOUS);
            isInTags = true;
        }
        if (isInTags && super.decode(ctx, in) instanceof ByteBuf tag) {
            count(tag);
            tag.release();
        }
        return null;
    }

    private void count(ByteBuf tag) {
        int type = tag.getByte(tag.readerIndex());
        if (type == Frame.AUDIO || type == Frame.VIDEO) {
            int bodyBytes = tag.readableBytes() - TAG_HEADER - SIZE_OF_PREVIOUS;
            seat.add(type == Frame.VIDEO, tag.slice(tag.readerIndex() + TAG_HEADER, bodyBytes));
        }
    }
}
