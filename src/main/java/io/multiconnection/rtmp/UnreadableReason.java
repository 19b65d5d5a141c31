package io.multiconnection.rtmp;

import io.multiconnection.amf.AmfException;

/**
 * Why a message, or an event in one, cannot be read.
 *
 * @param text what came and what was expected; may name a class of the peer's
 * @param ownText the same in words none of which the peer chose, fit for logs
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
