package io.multiconnection.target;

/** Destination of a value on a server: a slot, a message, a data message or a call. */
public sealed interface WriteSubject {

    /** Handler of a data message that sets metadata, which servers keep for new players. */
    String METADATA = "@setDataFrame";

    /** A slot of a shared object. */
    record Slot(String object, String slot) implements WriteSubject {}

    /** A message to the users of a shared object. */
    record Message(String object, String handler) implements WriteSubject {}

    /** A data message of a published stream, metadata among them. */
    record StreamData(int stream, String handler) implements WriteSubject {}

    /** A call of a method of the server. */
    record Call(String method) implements WriteSubject {}

    /** The response to a call of the server. */
    record Answer(String method) implements WriteSubject {}

    /** Returns the subject in words. */
    default String description() {
        return switch (this) {
            case Slot(_, String slot) -> "the slot \"" + slot + "\"";
            case Message(_, String handler) -> "the message \"" + handler + "\"";
            case StreamData(_, String handler) ->
                    handler.equals(METADATA)
                            ? "the metadata"
                            : "the data message \"" + handler + "\"";
            case Call(String method) -> "the call \"" + method + "\"";
            case Answer(String method) -> "the answer to the call \"" + method + "\"";
        };
    }
}
