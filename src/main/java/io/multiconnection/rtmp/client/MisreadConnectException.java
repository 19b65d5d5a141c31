package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
     * other reason such as authentication, the application or a redirect. The application on the
     * server gives its reason in {@code application} (Flash Media Server, Red5).
     */
    static void check(ConnectRequest request, NetStatus status, RtmpClientException refusal) {
        boolean hasReason =
                REASONS.contains(status.code())
                        || status.info().containsKey("ex")
                        || status.info().containsKey("redirect")
                        || isPresent(status.info().get("application"))
                        || !Authentication.words(status.description()).isEmpty();
        if (request.enhanced() && !hasReason) {
            throw new MisreadConnectException(refusal);
        }
    }

    private static boolean isPresent(@Nullable AmfValue value) {
        return value != null
                && !(value instanceof AmfNull)
                && !(value instanceof AmfUndefined)
                && !(value instanceof AmfString(String text) && text.isEmpty());
    }

    RtmpClientException refusal() {
        return refusal;
    }
}
