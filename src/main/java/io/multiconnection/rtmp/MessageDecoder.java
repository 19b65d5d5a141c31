package io.multiconnection.rtmp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageDecoder;
import java.util.List;

/**
 * Decoder of message payloads. Emits a {@link RtmpMessage} even for a body that cannot be read. A
 * body over a limit, or a damaged one that changes the framing, causes an {@link
 * RtmpProtocolException}; everything after it is dropped.
 */
public final class MessageDecoder extends MessageToMessageDecoder<RawMessage> {

    private final RtmpLimits limits;
    private boolean failed;

    public MessageDecoder(RtmpLimits limits) {
        super(RawMessage.class);
        this.limits = limits;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, RawMessage raw, List<Object> out) {
        if (failed) {
            return;
        }
        try {
            MessagePayload payload = PayloadReader.read(raw.typeId(), raw.body(), limits);
            out.add(new RtmpMessage(raw.timestamp(), raw.messageStreamId(), payload));
        } catch (RtmpProtocolException e) {
            failed = true;
            throw e;
        }
    }
}
