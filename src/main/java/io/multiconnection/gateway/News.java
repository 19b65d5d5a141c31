package io.multiconnection.gateway;

import io.multiconnection.protocol.GatewayMessage;
import io.multiconnection.protocol.GatewayMessage.StatusNews;
import io.multiconnection.rtmp.client.NetStatus;
import org.jspecify.annotations.Nullable;

/** The way to the page for what it did not ask: statuses of one server, and merged ones. */
record News(Page page) {

    void tell(GatewayMessage message) {
        page.tell(message);
    }

    /** Whether the page is away, so that news wait. */
    boolean mustWait() {
        return page.isAway();
    }

    /** Tells what one server said, without secrets; {@code stream} null: about the connection. */
    void status(Target target, @Nullable Integer stream, NetStatus status) {
        own(target, stream, target.shown(status));
    }

    /** Tells what the gateway says about one server; {@code stream} null: about the connection. */
    void own(Target target, @Nullable Integer stream, NetStatus status) {
        tell(new StatusNews(target.number(), stream, null, status.info()));
    }

    /** What is true of all servers together; {@code stream} null: about the connections. */
    void merged(@Nullable Integer stream, NetStatus status) {
        tell(new StatusNews(null, stream, null, status.info()));
    }
}
