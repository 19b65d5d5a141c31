package io.multiconnection.gateway;

/** Refusal of a token. The message is fit for the client, and contains nothing of the token. */
public final class TokenRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean temporary;

    /**
     * Creates a refusal.
     *
     * @param temporary whether the same token may be accepted later
     */
    public TokenRefusedException(String reason, boolean temporary) {
        super(reason, null, false, false);
        this.temporary = temporary;
    }

    /** Returns the reason in plain words. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    /** Returns whether the same token may be accepted later, because its issuer is unreachable. */
    public boolean isTemporary() {
        return temporary;
    }
}
