package io.multiconnection.gateway;

import io.multiconnection.amf.AmfKind;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.replica.SlotWrite;
import io.multiconnection.replica.Verdict;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Remove;
import io.multiconnection.rtmp.SharedObjectEvent.SendMessage;
import io.multiconnection.rtmp.SharedObjectEvent.Success;
import io.multiconnection.target.WriteGuard;
import io.multiconnection.target.WriteSubject;
import io.multiconnection.target.WriteVerdict;
import java.util.List;
import java.util.Set;

/**
 * Writes of one shared object, as the {@link WriteGuard}s of its servers know them.
 *
 * @param object name of the shared object
 */
record ObjectGuard(String object) {

    /** Returns whether a slot may be written, and takes it for written if it may. */
    Verdict write(WriteGuard server, SlotWrite write) {
        WriteSubject subject = slot(write.slot());
        Set<AmfKind> kinds = AmfKind.of(write.value());
        return switch (server.verdict(subject, kinds)) {
            case NOW -> {
                server.sent(subject, kinds);
                yield Verdict.NOW;
            }
            case LATER -> Verdict.LATER;
            case NEVER -> Verdict.NEVER;
        };
    }

    /** Returns whether a message may be sent. */
    boolean permits(WriteGuard server, String handler, List<AmfValue> arguments) {
        return server.verdict(message(handler), AmfKind.of(arguments)) != WriteVerdict.NEVER;
    }

    /** A message is sent. */
    void sent(WriteGuard server, String handler, List<AmfValue> arguments) {
        server.sent(message(handler), AmfKind.of(arguments));
    }

    /** Takes any event of a slot for a sign that the server has not hung up on it. */
    void heard(WriteGuard server, List<SharedObjectEvent> events) {
        for (SharedObjectEvent event : events) {
            switch (event) {
                case Success(String name) -> server.answered(slot(name));
                case Change(String name, _) -> server.answered(slot(name));
                case Remove(String name) -> server.answered(slot(name));
                case SendMessage(String handler, _) -> server.answered(message(handler));
                default -> {} // names nothing that was written
            }
        }
    }

    private WriteSubject slot(String name) {
        return new WriteSubject.Slot(object, name);
    }

    private WriteSubject message(String handler) {
        return new WriteSubject.Message(object, handler);
    }
}
