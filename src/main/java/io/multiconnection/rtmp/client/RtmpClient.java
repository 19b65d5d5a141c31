package io.multiconnection.rtmp.client;

import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;

/** Connects to applications on RTMP servers. */
public final class RtmpClient {

    private RtmpClient() {}

    /**
     * Connects to the application that {@code request} names. Cancelling the subscription abandons
     * the attempt.
     *
     * @param loop event loop of the connection; subscribe on it
     * @return the connected connection, or an {@link RtmpClientException} with the reason
     */
    public static Uni<NetConnection> connect(
            Dialer dialer, EventLoop loop, ConnectRequest request, NetConnectionListener listener) {
        return connect(dialer, loop, listener, request, listener);
    }

    /**
     * Connects as {@link #connect(Dialer, EventLoop, ConnectRequest, NetConnectionListener)} does.
     *
     * @param owner key by which the rate limiter alternates between those that dial one host
     */
    public static Uni<NetConnection> connect(
            Dialer dialer,
            EventLoop loop,
            Object owner,
            ConnectRequest request,
            NetConnectionListener listener) {
        return Uni.createFrom()
                .emitter(
                        emitter ->
                                new ConnectAttempt(dialer, loop, owner, request, listener, emitter)
                                        .start());
    }
}
