package io.multiconnection.rtmp.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;

/**
 * Limit of the bytes that the kernel holds for one server. Without it, the kernel takes megabytes
 * for a server that has stalled, so that the send queue stays empty and the server seems healthy.
 */
final class SendBuffer {

    /** Limit of the bytes that the kernel has not sent yet; it does not limit those in flight. */
    private static final int UNSENT_BYTES = 128 << 10;

    /**
     * Limit of unsent bytes and those in flight together, where the transport has no limit of
     * unsent ones. Allows about 12 Mbit/s over a round trip of 200 ms.
     */
    private static final int ALL_BYTES = 256 << 10;

    private SendBuffer() {}

    /** Limits the send buffer of a channel that is not connected yet; returns the channel. */
    static Channel limit(Channel channel) {
        if (channel instanceof EpollSocketChannel epoll) {
            epoll.config().setTcpNotSentLowAt(UNSENT_BYTES);
        } else {
            channel.config().setOption(ChannelOption.SO_SNDBUF, ALL_BYTES);
        }
        return channel;
    }
}
