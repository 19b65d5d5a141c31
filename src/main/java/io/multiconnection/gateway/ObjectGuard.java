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
 * Guard of the writes to one shared object, by the {@link WriteGuard} of each server.
 *
 * @param object name of the shared object
 */
record ObjectGuard(String object) {

    /** Returns whether a slot may be written, and records the write if so. */
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

    /** Records that a message is sent. */
    void sent(WriteGuard server, String handler, List<AmfValue> arguments) {
        server.sent(message(handler), AmfKind.of(arguments));
    }

    /** Records that the server has survived the writes that its events confirm. */
    void confirmed(WriteGuard server, List<SharedObjectEvent> events) {
        for (SharedObjectEvent event : events) {
            switch (event) {
                case Success(String name) -> server.answered(slot(name));
                case Change(String name, _) -> server.answered(slot(name));
                case Remove(String name) -> server.answered(slot(name));
                case SendMessage(String handler, _) -> server.answered(message(handler));
                default -> {} // confirms no write
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
