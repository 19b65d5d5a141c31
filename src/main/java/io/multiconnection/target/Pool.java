package io.multiconnection.target;

import io.multiconnection.rtmp.client.RtmpUrl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Servers that the operator has named; a client asks for them by the pool's name alone. */
public record Pool(List<Server> servers) {

    /**
     * One server of a pool.
     *
     * @param key the stream name to publish under; a secret. Null: the client's.
     * @param pooled false: a client has named it, and knows all of it
     * @param values whether clients get values that its application sends, secrets or not
     * @param secrets what clients must not learn
     */
    public record Server(
            RtmpUrl url, @Nullable String key, boolean pooled, boolean values, Secrets secrets) {

        public Server(RtmpUrl url, @Nullable String key, boolean values) {
            this(url, key, true, values, Secrets.of(url, key));
        }

        /** A server that a client has named. */
        static Server named(RtmpUrl url) {
            return new Server(url, null, false, true, Secrets.NONE);
        }

        /** Returns this server where it has sent us by itself; what was secret stays so. */
        Server at(RtmpUrl there) {
            return new Server(
                    there,
                    key,
                    pooled,
                    values,
                    pooled ? secrets.and(Secrets.of(there, key)) : Secrets.NONE);
        }

        /** Whether the operator knows something of it that clients must not. */
        public boolean hasSecrets() {
            return !secrets.isEmpty();
        }

        /** Whether clients get values that its application sends. */
        public boolean sharesValues() {
            return values || !hasSecrets();
        }

        /** Without the key, so that no log ever shows it. */
        @Override
        public String toString() {
            return url.label();
        }
    }
}
