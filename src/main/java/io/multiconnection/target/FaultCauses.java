package io.multiconnection.target;

import io.multiconnection.protocol.Cause;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import java.util.concurrent.CancellationException;

/** Causes of leaving a target, derived from the failures of its connection. */
public final class FaultCauses {

    private FaultCauses() {}

    /**
     * Returns the cause that corresponds to a failure.
     *
     * @param wasLive whether the server has accepted connect before. If so, a hang-up is a loss;
     *     otherwise it is a refusal.
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

    /** Returns a description that is fit for the client. Messages of foreign exceptions are not. */
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
     * @param mayPass whether the server may accept the stream later; then a hang-up is a loss
     */
    static Cause ofPublish(RtmpClientException fault, boolean mayPass) {
        boolean refused =
                fault.kind() == Kind.REFUSED || (fault.kind() == Kind.HUNG_UP && !mayPass);
        return refused ? Cause.REFUSED_PUBLISH : of(fault, true);
    }
}
