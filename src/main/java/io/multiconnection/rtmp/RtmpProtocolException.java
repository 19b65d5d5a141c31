package io.multiconnection.rtmp;

import io.netty.handler.codec.DecoderException;

/**
 * The peer broke the protocol or a limit: the connection cannot be trusted and must be closed. The
 * message says what came and what was expected.
 *
 * <p>A {@link DecoderException}, so that Netty's decoders hand it on as it is.
 */
public final class RtmpProtocolException extends DecoderException {

    private static final long serialVersionUID = 1L;

    public RtmpProtocolException(String message) {
        super(message);
    }

    public RtmpProtocolException(String message, Throwable cause) {
        super(message, cause);
    }
}
