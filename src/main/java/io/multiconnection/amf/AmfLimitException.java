package io.multiconnection.amf;

/**
 * Values that exceed {@link AmfLimits}. Unlike damage, which costs a message, this ends the
 * connection.
 */
public final class AmfLimitException extends AmfException {

    private static final long serialVersionUID = 1;

    AmfLimitException(String message) {
        super(message);
    }
}
