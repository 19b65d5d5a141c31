package io.multiconnection.rtmp;

import io.multiconnection.amf.AmfException;

/**
 * Reason why a message, or an event in one, cannot be read.
 *
 * @param text actual and expected content; may contain a class name that the peer chose
 * @param ownText the same without text of the peer, for logs
 */
public record UnreadableReason(String text, String ownText) {

    static UnreadableReason of(AmfException cause) {
        return new UnreadableReason(String.valueOf(cause.getMessage()), cause.ownText());
    }

    static UnreadableReason of(UnreadableException cause) {
        String text = String.valueOf(cause.getMessage());
        return new UnreadableReason(text, text);
    }
}
