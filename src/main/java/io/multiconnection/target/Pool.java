package io.multiconnection.target;

import io.multiconnection.rtmp.client.RtmpUrl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Servers that the operator has configured, and a client names by the name of the pool alone. */
public record Pool(List<Server> servers) {

    /**
     * One server of a pool.
     *
     * @param key stream name to publish under, a secret; null for the client's own stream name
     * @param pooled false if a client has named the server, and so knows its whole URL
     * @param values whether clients receive values of its application even if it holds secrets
     * @param secrets texts that clients must not learn
     */
    public record Server(
            RtmpUrl url, @Nullable String key, boolean pooled, boolean values, Secrets secrets) {

        public Server(RtmpUrl url, @Nullable String key, boolean values) {
            this(url, key, true, values, Secrets.of(url, key));
        }

        /** Creates a server that a client has named. */
        static Server named(RtmpUrl url) {
            return new Server(url, null, false, true, Secrets.NONE);
        }

        /** Returns this server at the URL to which it redirects; its secrets remain secret. */
        Server at(RtmpUrl there) {
            return new Server(
                    there,
                    key,
                    pooled,
                    values,
                    pooled ? secrets.and(Secrets.of(there, key)) : Secrets.NONE);
        }

        /** Returns whether there are texts that clients must not learn. */
        public boolean hasSecrets() {
            return !secrets.isEmpty();
        }

        /** Returns whether clients receive values that its application sends. */
        public boolean sharesValues() {
            return values || !hasSecrets();
        }

        /** Returns the label, without the key, so that no log contains it. */
        @Override
        public String toString() {
            return url.label();
        }
    }
}
