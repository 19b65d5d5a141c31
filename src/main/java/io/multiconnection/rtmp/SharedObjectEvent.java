package io.multiconnection.rtmp;

import io.multiconnection.amf.AmfValue;
import java.util.List;

/**
 * One of the events of a shared object message (section 7.1.3), in the order of their type bytes. A
 * slot is a property of the object.
 */
public sealed interface SharedObjectEvent {

    /** To the server: I use the object. */
    record Use() implements SharedObjectEvent {}

    /** To the server: I no longer use it. */
    record Release() implements SharedObjectEvent {}

    /** To the server: set this slot. */
    record RequestChange(String slot, AmfValue value) implements SharedObjectEvent {}

    /**
     * To a client: another one set this slot. One for each slot, however the sender packed them.
     */
    record Change(String slot, AmfValue value) implements SharedObjectEvent {}

    /** To a client: your request to change this slot was obeyed. */
    record Success(String slot) implements SharedObjectEvent {}

    /** Either way: call a handler on all users of the object. */
    record SendMessage(String handler, List<AmfValue> arguments) implements SharedObjectEvent {
        public SendMessage {
            arguments = List.copyOf(arguments);
        }
    }

    /** To a client, mostly a refusal: {@code SharedObject.BadPersistence}, {@code error}. */
    record Status(String code, String level) implements SharedObjectEvent {}

    /** To a client: forget all slots. */
    record Clear() implements SharedObjectEvent {}

    /** To a client: this slot is gone. */
    record Remove(String slot) implements SharedObjectEvent {}

    /** To the server: remove this slot. */
    record RequestRemove(String slot) implements SharedObjectEvent {}

    /** To a client: you use the object now. */
    record UseSuccess() implements SharedObjectEvent {}

    /**
     * An event that could not be read, in the place where it stood. It is never sent.
     *
     * @param type the byte that names its type; 0 if even that is missing
     * @param slot the slot whose value could not be read; empty if the event names none
     */
    record Malformed(int type, String slot, UnreadableReason reason) implements SharedObjectEvent {}
}
