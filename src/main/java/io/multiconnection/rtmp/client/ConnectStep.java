package io.multiconnection.rtmp.client;

/** Steps of a {@link ConnectAttempt}. */
enum ConnectStep {
    TURN("the turn to connect to its host"),
    NAME("the look-up of its name"),
    TCP("the TCP connection"),
    TLS("the TLS handshake"),
    HANDSHAKE("the RTMP handshake"),
    CONNECT("the answer to connect");

    private final String words;

    ConnectStep(String words) {
        this.words = words;
    }

    /** Returns what the step waits for, for error messages. */
    String words() {
        return words;
    }
}
