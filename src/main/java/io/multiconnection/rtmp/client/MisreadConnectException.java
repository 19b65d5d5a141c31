package io.multiconnection.rtmp.client;

import java.util.Set;

/** The server may have refused because it cannot read connect: it is asked again, plainly. */
final class MisreadConnectException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Refusals that another connect would not change. */
    private static final Set<String> REASONS =
            Set.of("NetConnection.Connect.InvalidApp", "NetConnection.Connect.AppShutdown");

    private final RtmpClientException refusal;

    private MisreadConnectException(RtmpClientException refusal) {
        super("connect may have been misread", null, false, false);
        this.refusal = refusal;
    }

    /**
     * Throws if a refusal may be due to the properties of Enhanced RTMP: it names no other reason,
     * such as who connects, the application, or another place to go to.
     */
    static void check(ConnectRequest request, NetStatus status, RtmpClientException refusal) {
        boolean hasReason =
                REASONS.contains(status.code())
                        || status.info().containsKey("ex")
                        || status.info().containsKey("redirect")
                        || !Authentication.words(status.description()).isEmpty();
        if (request.enhanced() && !hasReason) {
            throw new MisreadConnectException(refusal);
        }
    }

    RtmpClientException refusal() {
        return refusal;
    }
}
