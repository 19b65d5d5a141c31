package io.multiconnection.gateway;

import io.multiconnection.amf.AmfCopy;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.GatewayMessage.MessageEvent;
import io.multiconnection.replica.MessageDeduplicator;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.SharedObject;
import io.multiconnection.target.ServerEventSender.Kind;
import io.multiconnection.target.Target;
import java.util.List;

/**
 * Messages between the users of one shared object. A message of the client is sent to all servers;
 * a message that several servers deliver is sent to the client once.
 */
final class ObjectMessages {

    private static final long DROP_STATUS_MILLIS = 1000;

    private final ObjectGuard guard;
    private final EventWriter writer;
    private final MessageDeduplicator deduplicator = new MessageDeduplicator();
    private long lastDropStatusAt = ReplicaTimer.now() - DROP_STATUS_MILLIS;

    ObjectMessages(ObjectGuard guard, EventWriter writer) {
        this.guard = guard;
        this.writer = writer;
    }

    /** Returns an estimate of the heap, in bytes. */
    long heap() {
        return deduplicator.heap();
    }

    /**
     * Forwards a message of a server to the client, unless it is a duplicate. Integers of AMF3
     * equal the numbers of AMF0.
     */
    void received(Target target, String handler, List<AmfValue> args) {
        List<AmfValue> arguments = AmfCopy.withoutIntegers().all(args);
        long now = ReplicaTimer.now();
        if (!deduplicator.isNew(target.number(), handler, arguments, now)) {
            return;
        }
        MessageEvent message =
                new MessageEvent(guard.object(), target.number(), handler, arguments);
        if (!target.events().send(Kind.MESSAGE, message)) {
            deduplicator.dropped(
                    target.number(), handler, arguments); // another server may still deliver it
        }
    }

    /** Sends a message to a server, unless the server hangs up on it or does not read. */
    void send(Target target, SharedObject use, String handler, List<AmfValue> arguments) {
        if (!guard.permits(target.guard(), handler, arguments)) {
            notSent(target, "a message was not sent: the server closes the connection on it");
        } else if (use.send(handler, arguments)) {
            guard.sent(target.guard(), handler, arguments);
            use.flush();
        } else {
            notSent(target, "a message was not sent: the server does not read");
        }
    }

    /** Reports a message that was not sent, at most once in {@value #DROP_STATUS_MILLIS} ms. */
    private void notSent(Target target, String description) {
        if (ReplicaTimer.now() >= lastDropStatusAt + DROP_STATUS_MILLIS) {
            lastDropStatusAt = ReplicaTimer.now();
            NetStatus status = NetStatus.of("error", "SharedObject.Message.Dropped", description);
            writer.gatewayObjectStatus(guard.object(), target, status);
        }
    }
}
