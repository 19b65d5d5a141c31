package io.multiconnection.rtmp;

import io.multiconnection.amf.AmfValue;
import java.util.List;

/**
 * Event of a shared object message (section 7.1.3), in the order of the type bytes. A slot is a
 * property of the object.
 */
public sealed interface SharedObjectEvent {

    /** To the server: starts the use of the object. */
    record Use() implements SharedObjectEvent {}

    /** To the server: ends the use of the object. */
    record Release() implements SharedObjectEvent {}

    /** To the server: requests the change of a slot. */
    record RequestChange(String slot, AmfValue value) implements SharedObjectEvent {}

    /**
     * To a client: reports the change of a slot by another client. One event for each slot, however
     * the sender packed them.
     */
    record Change(String slot, AmfValue value) implements SharedObjectEvent {}

    /** To a client: confirms the request to change this slot. */
    record Success(String slot) implements SharedObjectEvent {}

    /** In both directions: calls a handler on all users of the object. */
    record SendMessage(String handler, List<AmfValue> arguments) implements SharedObjectEvent {
        public SendMessage {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * To a client: reports a status, mostly a refusal: {@code SharedObject.BadPersistence}, {@code
     * error}.
     */
    record Status(String code, String level) implements SharedObjectEvent {}

    /** To a client: clears all slots. */
    record Clear() implements SharedObjectEvent {}

    /** To a client: reports the removal of a slot. */
    record Remove(String slot) implements SharedObjectEvent {}

    /** To the server: requests the removal of a slot. */
    record RequestRemove(String slot) implements SharedObjectEvent {}

    /** To a client: confirms the use of the object. */
    record UseSuccess() implements SharedObjectEvent {}

    /**
     * Event that could not be read, at its position. Never sent.
     *
     * @param type type byte; 0 if even that is missing
     * @param slot slot whose value could not be read; empty if the event names none
     */
    record Malformed(int type, String slot, UnreadableReason reason) implements SharedObjectEvent {}
}
