package io.multiconnection.gateway;

import io.multiconnection.rtmp.client.RtmpUrl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Servers that the operator has named; a client asks for them by the pool's name alone. */
public record Pool(List<Server> servers) {

    /**
     * One server of a pool.
     *
     * @param key the stream name to publish under; a secret. Null: the client's.
     */
    public record Server(RtmpUrl url, @Nullable String key) {

        /** {@code text} without the key: servers like to repeat the name a stream has. */
        String redacted(String text) {
            if (key == null) {
                return text;
            }
            String name = key.replaceFirst("\\?.*", "");
            return name.isEmpty() ? text : text.replace(key, "***").replace(name, "***");
        }

        /** Without the key, so that no log ever shows it. */
        @Override
        public String toString() {
            return url.label();
        }
    }
}
