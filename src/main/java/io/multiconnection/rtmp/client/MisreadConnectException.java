package io.multiconnection.rtmp.client;

import java.util.Set;

/**
 * Refusal of connect that may be due to the properties of Enhanced RTMP. The client connects again
 * without them.
 */
final class MisreadConnectException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Codes of refusals that connecting again would not change. */
    private static final Set<String> REASONS =
            Set.of("NetConnection.Connect.InvalidApp", "NetConnection.Connect.AppShutdown");

    private final RtmpClientException refusal;

    private MisreadConnectException(RtmpClientException refusal) {
        super("connect may have been misread", null, false, false);
        this.refusal = refusal;
    }

    /**
     * Throws if a refusal may be due to the properties of Enhanced RTMP, that is, if it names no
     * other reason such as authentication, the application or a redirect.
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
