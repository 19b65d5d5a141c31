package io.multiconnection.rtmp;

import io.netty.handler.codec.DecoderException;

/**
 * Violation of the protocol or of a limit by the peer: the connection cannot be trusted and must be
 * closed. The message states what came and what was expected.
 *
 * <p>A {@link DecoderException}, so that Netty's decoders pass it on as it is.
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
