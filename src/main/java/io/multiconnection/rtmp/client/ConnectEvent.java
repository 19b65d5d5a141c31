package io.multiconnection.rtmp.client;

import io.multiconnection.log.ServerEvent;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** Flight recorder event of one {@link ConnectAttempt}, with the time of each step. */
@Name("io.multiconnection.ServerConnect")
@Label("Server Connect")
@Description("Attempt to connect to a server")
final class ConnectEvent extends ServerEvent {

    /** Outcome of an attempt that succeeded; failures have the name of their kind. */
    static final String CONNECTED = "CONNECTED";

    /** Outcome of an attempt that was cancelled. */
    static final String ABANDONED = "ABANDONED";

    @Label("Outcome")
    @Nullable String outcome;

    @Label("Last Step")
    String step = ConnectStep.TURN.name();

    @Label("Wait for Rate Limit")
    @Timespan
    long turn;

    @Label("Name Resolution")
    @Timespan
    long name;

    @Label("TCP Connection")
    @Timespan
    long tcp;

    @Label("TLS Handshake")
    @Timespan
    long tls;

    @Label("RTMP Handshake")
    @Timespan
    long handshake;

    @Label("Connect Command")
    @Timespan
    long connect;

    private transient ConnectStep current = ConnectStep.TURN;
    private transient long sinceNanos = System.nanoTime();

    /** Ends the present step. */
    void entered(ConnectStep next) {
        long now = System.nanoTime();
        long nanos = now - sinceNanos;
        switch (current) {
            case TURN -> turn += nanos;
            case NAME -> name += nanos;
            case TCP -> tcp += nanos;
            case TLS -> tls += nanos;
            case HANDSHAKE -> handshake += nanos;
            case CONNECT -> connect += nanos;
        }
        current = next;
        sinceNanos = now;
    }

    /** Records the attempt. */
    void ended(String how) {
        entered(current);
        outcome = how;
        step = current.name();
        commit();
    }
}
