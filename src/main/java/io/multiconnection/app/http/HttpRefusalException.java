package io.multiconnection.app.http;

import io.multiconnection.app.identity.TokenCheck;
import io.multiconnection.gateway.TokenRefusedException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Collection;

/** HTTP error status with its reason as text. */
public final class HttpRefusalException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Seconds until a client may retry while the gateway is short of memory. */
    private static final int BUSY_SECONDS = 10;

    /** Seconds until a viewer may retry if there is no stream. */
    private static final int ABSENT_SECONDS = 5;

    private final int status;
    private final long retryAfterSeconds;

    /**
     * Creates a refusal that tells no time for another attempt.
     *
     * @param status HTTP status, 400 to 599
     * @param reason text of the response, without secrets
     */
    public HttpRefusalException(int status, String reason) {
        this(status, reason, 0);
    }

    private HttpRefusalException(int status, String reason, long retryAfterSeconds) {
        super(reason, null, false, false);
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** Returns a refusal of a token: 401, or 503 if the token may be accepted later. */
    public static HttpRefusalException of(TokenRefusedException refused) {
        return refused.isTemporary()
                ? busy(refused.reason())
                : new HttpRefusalException(401, refused.reason());
    }

    /** Returns a refusal of a client over its limit, which may retry after {@code wait}. */
    public static HttpRefusalException tooMany(String reason, Duration wait) {
        return new HttpRefusalException(429, reason, Math.max(1, wait.plusMillis(999).toSeconds()));
    }

    /** Returns a refusal for now: the client may retry soon. */
    public static HttpRefusalException busy(String reason) {
        return new HttpRefusalException(503, reason, BUSY_SECONDS);
    }

    /** Returns a refusal of a viewer because there is no stream at present. */
    public static HttpRefusalException absent(int status, String reason) {
        return new HttpRefusalException(status, reason, status == 403 ? 0 : ABSENT_SECONDS);
    }

    /** Returns the status of several failed servers: the one that is closest to success. */
    public static int status(Collection<Kind> faults) {
        if (faults.contains(Kind.REFUSED)) {
            return 404;
        }
        if (faults.contains(Kind.TIMEOUT)) {
            return 504;
        }
        return faults.stream().allMatch(Kind.ADDRESS_NOT_ALLOWED::equals) ? 403 : 502;
    }

    /** Sends the status and the reason. */
    public void send(HttpServerResponse response) {
        if (retryAfterSeconds > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(retryAfterSeconds));
        }
        if (status == 401) {
            response.putHeader("WWW-Authenticate", TokenCheck.CHALLENGE);
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(getMessage() + "\n");
    }
}
