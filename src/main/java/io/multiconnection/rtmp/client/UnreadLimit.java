package io.multiconnection.rtmp.client;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.rtmp.MessageEncoder;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.Channel;

/**
 * Limit of the bytes, media aside, that wait for a server to read them. Beyond it calls fail and
 * writes of shared objects wait.
 */
final class UnreadLimit {

    private static final long MAX_BYTES = 1 << 20;

    /** Divisor of the holder's memory limit: 16 servers take up to half of it. */
    private static final int PARTS = 32;

    private final Channel channel;
    private final long maxBytes;

    /**
     * Creates the limit of one connection.
     *
     * @param account from which the memory of the messages is taken
     */
    UnreadLimit(Channel channel, MemoryAccount account) {
        this.channel = channel;
        this.maxBytes = Math.min(MAX_BYTES, account.limit() / PARTS);
    }

    /** Returns whether no more than the limit waits. */
    boolean isKept() {
        return bytes() <= maxBytes;
    }

    /** Returns the failure of a call that was not sent because the limit is exceeded. */
    RtmpClientException exceeded() {
        return new RtmpClientException(
                Kind.TOO_MANY_CALLS,
                "%d bytes wait for the server to read them already, limit %d"
                        .formatted(bytes(), maxBytes));
    }

    private long bytes() {
        MessageEncoder encoder = channel.pipeline().get(MessageEncoder.class);
        return encoder == null ? 0 : encoder.waitingBytes();
    }
}
