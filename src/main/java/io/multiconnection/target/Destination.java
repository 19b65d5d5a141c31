package io.multiconnection.target;

import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import java.net.InetAddress;
import java.util.function.Predicate;

/**
 * Server to connect to, with the rules for its addresses.
 *
 * @param allowed whether the allow list permits it
 * @param addresses addresses that its host name may resolve to
 * @param group name in metrics, which never comes from a client or a server: the pool, the room
 *     directory, or the pattern of the allow list
 */
public record Destination(
        Pool.Server server, boolean allowed, Predicate<InetAddress> addresses, String group) {

    /** Returns {@code text}, which is the gateway's own, with the server's name before it. */
    public String labelled(String text) {
        return server.url().label() + ": " + text;
    }

    /** Returns the description of a failure with the server's name before it. */
    public String labelled(RtmpClientException failure) {
        return labelled(describe(failure));
    }

    /** Returns the description of a failure, without the server's words if it holds secrets. */
    public String describe(RtmpClientException failure) {
        return server.hasSecrets() ? failure.ownText() : failure.text();
    }

    /** Returns the code of a status, or a general one if the server holds secrets. */
    public String describe(NetStatus status) {
        return server.hasSecrets() ? GenericStatus.of(status).code() : status.code();
    }
}
