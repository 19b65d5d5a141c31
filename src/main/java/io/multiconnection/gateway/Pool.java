package io.multiconnection.gateway;

import io.multiconnection.rtmp.client.Credentials;
import io.multiconnection.rtmp.client.RtmpUrl;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Servers that the operator has named; a client asks for them by the pool's name alone. */
public record Pool(List<Server> servers) {

    /**
     * One server of a pool.
     *
     * @param key the stream name to publish under; a secret. Null: the client's.
     * @param pooled false: a client has named it, and knows all of it
     */
    public record Server(RtmpUrl url, @Nullable String key, boolean pooled) {

        public Server(RtmpUrl url, @Nullable String key) {
            this(url, key, true);
        }

        /** A server that a client has named. */
        static Server named(RtmpUrl url) {
            return new Server(url, null, false);
        }

        /** Whether the operator knows something of it that clients must not. */
        boolean hasSecrets() {
            return pooled && !secrets().isEmpty();
        }

        /** {@code text} without the secrets: servers like to repeat the name a stream has. */
        String redacted(String text) {
            String redacted = text;
            for (String secret : secrets()) {
                redacted = redacted.replace(secret, "***");
            }
            return redacted;
        }

        /** The longest first: a key, then what stands before and after its question mark. */
        private List<String> secrets() {
            String whole = key == null ? "" : key;
            Credentials who = url.credentials();
            Stream<String> names =
                    who == null ? Stream.of() : Stream.of(who.user(), who.password());
            return Stream.of(Stream.of(whole, url.query()), Stream.of(whole.split("\\?", 2)), names)
                    .flatMap(each -> each)
                    .filter(secret -> !secret.isEmpty())
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .toList();
        }

        /** Without the key, so that no log ever shows it. */
        @Override
        public String toString() {
            return url.label();
        }
    }
}
