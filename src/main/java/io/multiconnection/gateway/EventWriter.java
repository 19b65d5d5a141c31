package io.multiconnection.gateway;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.GatewayMessage;
import io.multiconnection.protocol.GatewayMessage.StatusEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.target.ServerEventSender.Kind;
import io.multiconnection.target.Target;
import io.multiconnection.target.TextLimit;
import io.multiconnection.target.WriteSubject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writer of the events of a session: statuses of one server, and statuses merged from all servers.
 */
record EventWriter(ClientLink client) {

    /** Sends an event. */
    void write(GatewayMessage event) {
        client.send(event);
    }

    /** Sends an event that is already encoded as JSON. */
    void write(String json) {
        client.send(json);
    }

    /** Returns whether events should wait, because the client has no WebSocket at present. */
    boolean isPaused() {
        return client.isDetached();
    }

    /**
     * Sends a status of the gateway about one server, with a shortened description.
     *
     * @param stream number of the stream; null for the connection
     */
    void gatewayStatus(Target target, @Nullable Integer stream, NetStatus status) {
        write(shortened(target, stream, null, status));
    }

    /** Sends a status of the gateway about a shared object on one server. */
    void gatewayObjectStatus(String sharedObject, Target target, NetStatus status) {
        write(shortened(target, null, sharedObject, status));
    }

    /**
     * Sends a status that the gateway no longer writes {@code subject} to one server. Counts
     * against the server's event budget.
     */
    void setAside(Target target, WriteSubject subject) {
        String description =
                subject.description()
                        + " is no longer sent to this server, which closed the connection after"
                        + " each attempt";
        target.events().send(Kind.STATUS, setAside(target, subject, description));
    }

    /**
     * Sends a status that values of other servers in a slot are not copied to one server. Counts
     * against the server's event budget.
     */
    void slotNotCopied(String sharedObject, String slot, Target target) {
        String description =
                "values of other servers in the slot \""
                        + slot
                        + "\" are not copied to this server: it carries a stream, and"
                        + " is not known to decode such values";
        target.events()
                .send(
                        Kind.STATUS,
                        shortened(
                                target,
                                null,
                                sharedObject,
                                warning("SharedObject.Slot.SetAside", description)));
    }

    private static StatusEvent setAside(Target target, WriteSubject subject, String description) {
        return switch (subject) {
            case WriteSubject.Slot(String object, _) ->
                    shortened(
                            target,
                            null,
                            object,
                            warning("SharedObject.Slot.SetAside", description));
            case WriteSubject.Message(String object, _) ->
                    shortened(
                            target,
                            null,
                            object,
                            warning("SharedObject.Message.SetAside", description));
            case WriteSubject.StreamData(int stream, _) ->
                    shortened(
                            target, stream, null, warning("NetStream.Data.SetAside", description));
            case WriteSubject.Call _, WriteSubject.Answer _ ->
                    shortened(
                            target,
                            null,
                            null,
                            warning("NetConnection.Call.SetAside", description));
        };
    }

    private static NetStatus warning(String code, String description) {
        return NetStatus.of("warning", code, description);
    }

    /**
     * Sends a redacted status of one server, within the server's event budget.
     *
     * @param stream number of the stream; null for the connection
     */
    void serverStatus(Target target, @Nullable Integer stream, NetStatus status) {
        target.events().send(Kind.STATUS, event(target, stream, null, status));
    }

    /** Sends a status of one server about a shared object, within the server's event budget. */
    void serverObjectStatus(String sharedObject, Target target, NetStatus status) {
        target.events().send(Kind.STATUS, event(target, null, sharedObject, status));
    }

    /**
     * Sends a status of malformed slots or events of a shared object on one server, within the
     * server's event budget.
     */
    void malformedObject(String sharedObject, Target target, List<Malformed> malformed) {
        Map<String, AmfValue> info = MalformedStatus.of(malformed).info();
        target.events()
                .send(Kind.STATUS, new StatusEvent(target.number(), null, sharedObject, info));
    }

    private static StatusEvent shortened(
            Target target,
            @Nullable Integer stream,
            @Nullable String sharedObject,
            NetStatus status) {
        String description = TextLimit.shortened(status.description());
        return new StatusEvent(
                target.number(),
                stream,
                sharedObject,
                NetStatus.of(status.level(), status.code(), description).info());
    }

    private static StatusEvent event(
            Target target,
            @Nullable Integer stream,
            @Nullable String sharedObject,
            NetStatus status) {
        return new StatusEvent(target.number(), stream, sharedObject, status.info());
    }

    /**
     * Sends a status of all servers together.
     *
     * @param stream number of the stream; null for the connections
     */
    void mergedStatus(@Nullable Integer stream, NetStatus status) {
        write(new StatusEvent(null, stream, null, status.info()));
    }
}
