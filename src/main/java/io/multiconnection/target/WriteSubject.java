package io.multiconnection.target;

import io.multiconnection.publish.FanOut;

/** Place where a value is written to on a server. */
public sealed interface WriteSubject {

    /** A slot of a shared object. */
    record Slot(String object, String slot) implements WriteSubject {}

    /** A message to the users of a shared object. */
    record Message(String object, String handler) implements WriteSubject {}

    /** A data message of a published stream, metadata among them. */
    record StreamData(int stream, String handler) implements WriteSubject {}

    /** A call of the server. */
    record Call(String method) implements WriteSubject {}

    /** The answer to a call of the server. */
    record Answer(String method) implements WriteSubject {}

    /** Returns the subject in plain words. */
    default String words() {
        return switch (this) {
            case Slot(_, String slot) -> "the slot \"" + slot + "\"";
            case Message(_, String handler) -> "the message \"" + handler + "\"";
            case StreamData(_, String handler) ->
                    handler.equals(FanOut.METADATA)
                            ? "the metadata"
                            : "the data message \"" + handler + "\"";
            case Call(String method) -> "the call \"" + method + "\"";
            case Answer(String method) -> "the answer to the call \"" + method + "\"";
        };
    }
}
