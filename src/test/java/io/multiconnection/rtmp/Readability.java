package io.multiconnection.rtmp;

import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.MessagePayload.Unreadable;
import io.multiconnection.rtmp.MessagePayload.UnreadableCommand;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;

/** Tells messages that were read in whole from those of which something is lost. */
public final class Readability {

    private Readability() {}

    /** Whether all of the message was read, so that it can be sent as well. */
    public static boolean is(MessagePayload payload) {
        return switch (payload) {
            case Unreadable _, UnreadableCommand _ -> false;
            case SharedObjectMessage message ->
                    message.events().stream().noneMatch(Malformed.class::isInstance);
            default -> true;
        };
    }
}
