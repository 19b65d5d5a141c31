package io.multiconnection.gateway;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.gateway.ServerEvents.Kind;
import io.multiconnection.protocol.GatewayMessage;
import io.multiconnection.protocol.GatewayMessage.StatusNews;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
import io.multiconnection.rtmp.client.NetStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The way to the page for what it did not ask: statuses of one server, and merged ones. */
record News(Page page) {

    void tell(GatewayMessage message) {
        page.tell(message);
    }

    /** Tells a message that is written already. */
    void tell(String text) {
        page.tell(text);
    }

    /** Whether the page is away, so that news wait. */
    boolean mustWait() {
        return page.isAway();
    }

    /**
     * Tells what the gateway says of one server, in a few words of its own; {@code stream} null:
     * about the connection.
     */
    void status(Target target, @Nullable Integer stream, NetStatus status) {
        tell(own(target, stream, null, status));
    }

    /** Tells what the gateway says of a shared object on one server, likewise. */
    void statusOf(String sharedObject, Target target, NetStatus status) {
        tell(own(target, null, sharedObject, status));
    }

    /** Tells what one server says, without secrets and within what it may cause; likewise. */
    void said(Target target, @Nullable Integer stream, NetStatus status) {
        target.events().tell(Kind.STATUS, news(target, stream, null, status));
    }

    /** Tells what one server says of a shared object, within what it may cause. */
    void saidOf(String sharedObject, Target target, NetStatus status) {
        target.events().tell(Kind.STATUS, news(target, null, sharedObject, status));
    }

    /** Tells what could not be read of a shared object on one server, within what it may cause. */
    void malformed(String sharedObject, Target target, List<Malformed> malformed) {
        Map<String, AmfValue> info = MalformedStatus.of(malformed).info();
        target.events()
                .tell(Kind.STATUS, new StatusNews(target.number(), null, sharedObject, info));
    }

    private static StatusNews own(
            Target target,
            @Nullable Integer stream,
            @Nullable String sharedObject,
            NetStatus status) {
        String description = Words.shortened(status.description());
        return new StatusNews(
                target.number(),
                stream,
                sharedObject,
                NetStatus.of(status.level(), status.code(), description).info());
    }

    private static StatusNews news(
            Target target,
            @Nullable Integer stream,
            @Nullable String sharedObject,
            NetStatus status) {
        return new StatusNews(
                target.number(), stream, sharedObject, target.disclosure().shown(status).info());
    }

    /** What is true of all servers together; {@code stream} null: about the connections. */
    void merged(@Nullable Integer stream, NetStatus status) {
        tell(new StatusNews(null, stream, null, status.info()));
    }
}
