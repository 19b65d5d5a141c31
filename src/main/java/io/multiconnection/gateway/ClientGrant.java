package io.multiconnection.gateway;

import io.multiconnection.protocol.CloseCode;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.GatewayMessage.TokenExpiresEvent;
import io.multiconnection.protocol.Request.Authenticate;
import io.multiconnection.protocol.RequestException;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Grant of a session's client, which the client renews by {@code authenticate}. Warns the client
 * before the grant ends, and closes the session when it has ended. Lives on the session's event
 * loop.
 */
final class ClientGrant {

    private final Authenticator authenticator;
    private final ScheduledExecutorService loop;
    private final LongSupplier nanoTime;
    private final ClientLink client;
    private final ClientRateLimiter rates;
    private final BiConsumer<CloseCode, String> close;
    private Grant grant;
    private @Nullable ScheduledFuture<?> timer;
    private long requests;
    private long renewedBy;

    /**
     * Creates the grant of a session.
     *
     * @param rates limits the client's bytes to those of the grant
     * @param close closes the session
     */
    ClientGrant(
            Grant grant,
            Authenticator authenticator,
            ScheduledExecutorService loop,
            LongSupplier nanoTime,
            ClientLink client,
            ClientRateLimiter rates,
            BiConsumer<CloseCode, String> close) {
        this.authenticator = authenticator;
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.client = client;
        this.rates = rates;
        this.close = close;
        this.grant = grant;
        limit(grant);
    }

    Rights rights() {
        return grant.rights();
    }

    /** Returns whether {@code other} is a grant of the same client. */
    boolean isSameClient(Grant other) {
        return grant.isSameClient(other);
    }

    private void limit(Grant present) {
        rates.limitBytes(present.rights().bytesPerSecond(), nanoTime.getAsLong());
    }

    /** Replaces the grant by that of another WebSocket, and starts to watch when it ends. */
    void renew(Grant renewed) {
        replace(renewed, ++requests);
        watch();
    }

    private void replace(Grant renewed, long order) {
        renewedBy = order;
        grant = renewed;
        limit(renewed);
    }

    /** Starts to watch when the grant ends. */
    void watch() {
        stop();
        Long expires = grant.expiresNanos();
        if (expires != null) {
            long left = expires - nanoTime.getAsLong();
            // at half of a short time, so that a client with short tokens is not warned at once
            // again
            long delay = Math.max(left - authenticator.warning().toNanos(), left / 2);
            timer = loop.schedule(() -> warn(expires), Math.max(0, delay), TimeUnit.NANOSECONDS);
        }
    }

    private void warn(long expiresNanos) {
        long left = Math.max(0, expiresNanos - nanoTime.getAsLong());
        client.send(new TokenExpiresEvent(TimeUnit.NANOSECONDS.toMillis(left)));
        timer = loop.schedule(this::expire, left, TimeUnit.NANOSECONDS);
    }

    private void expire() {
        timer = null;
        close.accept(CloseCode.UNAUTHORIZED, "the token has expired");
    }

    /** Stops watching, because the client is away or the session has ended. Idempotent. */
    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** Renews the grant by a token of the same client. */
    Uni<Fields> authenticate(Authenticate request) {
        RequestChecks.check(
                authenticator.isRequired(),
                request,
                ErrorCode.BAD_STATE,
                "this gateway requires no tokens");
        long order = ++requests;
        return authenticator
                .authenticate(request.token())
                .emitOn(loop)
                .onFailure(TokenRefusedException.class)
                .transform(refused -> refused(request, refused))
                .invoke(renewed -> renew(request, renewed, order))
                .replaceWith(new Fields.None());
    }

    /** Ignores a grant that is older than the present one. */
    private void renew(Authenticate request, Grant renewed, long order) {
        RequestChecks.check(
                isSameClient(renewed),
                request,
                ErrorCode.UNAUTHORIZED,
                "a token of another subject, expected one of the client that opened the session");
        if (order > renewedBy) {
            replace(renewed, order);
            if (!client.isDetached()) {
                watch();
            }
        }
    }

    private static RequestException refused(Authenticate request, TokenRefusedException refused) {
        return new RequestException(
                request.id(), ErrorCode.UNAUTHORIZED, refused.reason(), refused.isTemporary());
    }
}
