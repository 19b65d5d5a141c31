package io.multiconnection.gateway;

import io.multiconnection.amf.AmfCopy;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.GatewayMessage.MessageNews;
import io.multiconnection.replica.MessageDeduplicator;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.SharedObject;
import io.multiconnection.target.ServerEventSender.Kind;
import io.multiconnection.target.Target;
import java.util.List;

/**
 * Messages between the users of one shared object: each is sent to all servers, and each that comes
 * is told to the page once, though every server delivers its own.
 */
final class ObjectMessages {

    private static final long DROPS_TOLD_MILLIS = 1000;

    private final ObjectGuard guard;
    private final EventWriter news;
    private final MessageDeduplicator told = new MessageDeduplicator();
    private long dropsToldAt = ReplicaTimer.now() - DROPS_TOLD_MILLIS;

    ObjectMessages(ObjectGuard guard, EventWriter news) {
        this.guard = guard;
        this.news = news;
    }

    /** Returns an estimate of the heap that is held, in bytes. */
    long heap() {
        return told.heap();
    }

    /** Tells the page a message; one in AMF3 and another in AMF0 are one, integers or not. */
    void heard(Target target, String handler, List<AmfValue> said) {
        List<AmfValue> arguments = AmfCopy.withoutIntegers().all(said);
        long now = ReplicaTimer.now();
        if (!told.isNew(target.number(), handler, arguments, now)) {
            return;
        }
        MessageNews message = new MessageNews(guard.object(), target.number(), handler, arguments);
        if (!target.events().send(Kind.MESSAGE, message)) {
            told.dropped(target.number(), handler, arguments); // another server may deliver it yet
        }
    }

    /** Sends a message to a server, if that permits it and reads. */
    void send(Target target, SharedObject use, String handler, List<AmfValue> arguments) {
        if (!guard.permits(target.guard(), handler, arguments)) {
            notSent(target, "a message was not sent: the server hangs up on it");
        } else if (use.send(handler, arguments)) {
            guard.sent(target.guard(), handler, arguments);
            use.flush();
        } else {
            notSent(target, "a message was not sent: the server does not read");
        }
    }

    /** Tells of messages that were not sent, once in a while. */
    private void notSent(Target target, String description) {
        if (ReplicaTimer.now() >= dropsToldAt + DROPS_TOLD_MILLIS) {
            dropsToldAt = ReplicaTimer.now();
            NetStatus status = NetStatus.of("error", "SharedObject.Message.Dropped", description);
            news.statusOf(guard.object(), target, status);
        }
    }
}
