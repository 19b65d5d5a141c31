package io.multiconnection.amf;

/**
 * Values that exceed {@link AmfLimits}. Damage costs a message; more than is allowed is no damage,
 * and costs the connection.
 */
public final class AmfLimitException extends AmfException {

    private static final long serialVersionUID = 1;

    AmfLimitException(String message) {
        super(message);
    }
}
