package io.multiconnection.rtmp;

import io.multiconnection.amf.AmfException;

/**
 * Why a message, or an event in one, cannot be read.
 *
 * @param text what came and what was expected; may name a class of the peer's
 * @param ownText the same in words none of which the peer chose, fit for logs
 */
public record Damage(String text, String ownText) {

    static Damage of(AmfException cause) {
        return new Damage(String.valueOf(cause.getMessage()), cause.ownText());
    }

    static Damage of(UnreadableException cause) {
        String text = String.valueOf(cause.getMessage());
        return new Damage(text, text);
    }
}
