package io.multiconnection.target;

import io.multiconnection.protocol.Cause;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import java.util.concurrent.CancellationException;

/** Causes for which a target is left, by the faults of its connection. */
public final class FaultCauses {

    private FaultCauses() {}

    /**
     * Returns the cause of a fault.
     *
     * @param wasLive whether the server has accepted connect before. A server that then hangs up is
     *     lost; one that never did refuses by hanging up.
     */
    public static Cause of(RtmpClientException fault, boolean wasLive) {
        return switch (fault.kind()) {
            case TIMEOUT -> Cause.TIMEOUT;
            case DNS -> Cause.DNS;
            case UNREACHABLE -> Cause.UNREACHABLE;
            case TLS -> Cause.TLS;
            case TLS_LOST -> Cause.TLS_LOST;
            case LOST -> Cause.LOST;
            case HUNG_UP -> wasLive ? Cause.LOST : Cause.REFUSED_CONNECT;
            case PROTOCOL, TOO_MANY_CALLS, UNWRITABLE, UNREADABLE -> Cause.PROTOCOL;
            case REFUSED -> Cause.REFUSED_CONNECT;
            case ADDRESS_NOT_ALLOWED -> Cause.NOT_ALLOWED;
        };
    }

    /**
     * Returns what happened, fit to be shown. Texts of exceptions that are not ours are for
     * programmers.
     */
    static String describe(Throwable failure, Destination destination) {
        return switch (failure) {
            case RtmpClientException fault -> destination.describe(fault);
            case TargetLeftException left -> String.valueOf(left.getMessage());
            case CancellationException ended when ended.getMessage() != null -> ended.getMessage();
            case CancellationException _ -> "no longer asked";
            default -> "the gateway failed in a way that nobody expected";
        };
    }

    /**
     * Returns the cause of a publish that failed.
     *
     * @param mayPass whether the server may take the stream later: one that hangs up is lost then
     */
    static Cause ofPublish(RtmpClientException fault, boolean mayPass) {
        boolean refused =
                fault.kind() == Kind.REFUSED || (fault.kind() == Kind.HUNG_UP && !mayPass);
        return refused ? Cause.REFUSED_PUBLISH : of(fault, true);
    }
}
