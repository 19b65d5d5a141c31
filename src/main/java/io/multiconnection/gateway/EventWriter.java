package io.multiconnection.gateway;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.GatewayMessage;
import io.multiconnection.protocol.GatewayMessage.StatusNews;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.target.ServerEventSender.Kind;
import io.multiconnection.target.Target;
import io.multiconnection.target.TextLimit;
import io.multiconnection.target.WriteSubject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The way to the page for what it did not ask: statuses of one server, and merged ones. */
public record EventWriter(ClientLink page) {

    public void tell(GatewayMessage message) {
        page.tell(message);
    }

    /** Tells a message that is written already. */
    public void tell(String text) {
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

    /** Tells that something is no longer written to one server, within what that may cause. */
    void setAside(Target target, WriteSubject subject) {
        String description =
                subject.description()
                        + " is no longer written to this server, which has ended the connection"
                        + " right after it each time";
        target.events().send(Kind.STATUS, setAside(target, subject, description));
    }

    /** Tells that what others wrote to a slot is not copied to one server, likewise. */
    void keptAway(String sharedObject, String slot, Target target) {
        String description =
                "what others wrote to the slot \""
                        + slot
                        + "\" is not copied to this server: it carries a stream, and is not known"
                        + " to read such a value";
        target.events()
                .send(
                        Kind.STATUS,
                        own(
                                target,
                                null,
                                sharedObject,
                                warning("SharedObject.Slot.SetAside", description)));
    }

    private static StatusNews setAside(Target target, WriteSubject subject, String description) {
        return switch (subject) {
            case WriteSubject.Slot(String object, _) ->
                    own(target, null, object, warning("SharedObject.Slot.SetAside", description));
            case WriteSubject.Message(String object, _) ->
                    own(
                            target,
                            null,
                            object,
                            warning("SharedObject.Message.SetAside", description));
            case WriteSubject.StreamData(int stream, _) ->
                    own(target, stream, null, warning("NetStream.Data.SetAside", description));
            case WriteSubject.Call _, WriteSubject.Answer _ ->
                    own(target, null, null, warning("NetConnection.Call.SetAside", description));
        };
    }

    private static NetStatus warning(String code, String description) {
        return NetStatus.of("warning", code, description);
    }

    /** Tells what one server says, without secrets and within what it may cause; likewise. */
    void said(Target target, @Nullable Integer stream, NetStatus status) {
        target.events().send(Kind.STATUS, news(target, stream, null, status));
    }

    /** Tells what one server says of a shared object, within what it may cause. */
    void saidOf(String sharedObject, Target target, NetStatus status) {
        target.events().send(Kind.STATUS, news(target, null, sharedObject, status));
    }

    /** Tells what could not be read of a shared object on one server, within what it may cause. */
    void malformed(String sharedObject, Target target, List<Malformed> malformed) {
        Map<String, AmfValue> info = MalformedStatus.of(malformed).info();
        target.events()
                .send(Kind.STATUS, new StatusNews(target.number(), null, sharedObject, info));
    }

    private static StatusNews own(
            Target target,
            @Nullable Integer stream,
            @Nullable String sharedObject,
            NetStatus status) {
        String description = TextLimit.shortened(status.description());
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
        return new StatusNews(target.number(), stream, sharedObject, status.info());
    }

    /** What is true of all servers together; {@code stream} null: about the connections. */
    void merged(@Nullable Integer stream, NetStatus status) {
        tell(new StatusNews(null, stream, null, status.info()));
    }
}
