package io.multiconnection.gateway;

import io.multiconnection.protocol.ResumeToken;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Other gateways behind the same load balancer, one of which may hold the session that a client
 * wants to resume. Thread-safe.
 */
public interface Peers {

    /** No other gateways. */
    Peers NONE =
            new Peers() {
                @Override
                public String tokenSuffix() {
                    return "";
                }

                @Override
                public CompletionStage<Void> release(ResumeToken token) {
                    return CompletableFuture.completedStage(null);
                }
            };

    /** Returns the end of the tokens of this gateway, by which the others recognize it. */
    String tokenSuffix();

    /**
     * Asks the gateway of a token to end its session. Completes, never exceptionally, when the
     * streams and connections of that session are closed, there is no such gateway or session, or
     * the gateway does not respond in time.
     */
    CompletionStage<Void> release(ResumeToken token);
}
