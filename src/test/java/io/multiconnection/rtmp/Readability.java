package io.multiconnection.rtmp;

import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.MessagePayload.Unreadable;
import io.multiconnection.rtmp.MessagePayload.UnreadableCommand;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;

/** Distinguishes messages that were read completely from those with unreadable parts. */
public final class Readability {

    private Readability() {}

    /** Returns whether the message was read completely, so that it can be written again. */
    public static boolean is(MessagePayload payload) {
        return switch (payload) {
            case Unreadable _, UnreadableCommand _ -> false;
            case SharedObjectMessage message ->
                    message.events().stream().noneMatch(Malformed.class::isInstance);
            default -> true;
        };
    }
}
