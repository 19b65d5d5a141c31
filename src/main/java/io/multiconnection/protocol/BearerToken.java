package io.multiconnection.protocol;

/** Token that proves who a client is (PROTOCOL.md, section 21). Never shown. */
public record BearerToken(String text) {

    /** Limit of the characters of a token, in a request as in a handshake. */
    public static final int MAX_CHARS = 8192;

    @Override
    public String toString() {
        return "(a token)";
    }
}
