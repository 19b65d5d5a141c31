package io.multiconnection.app;

import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Reverse proxies in front of the gateway. */
public interface ProxiesConfig {

    /**
     * Addresses and networks of proxies whose header names the client. Their connections have no
     * limit per address.
     */
    Optional<List<String>> trusted();

    /** The header to which they add the address of the client; the other one is ignored. */
    @WithDefault("x-forwarded-for")
    Header header();

    /** Headers that name clients. */
    enum Header {
        X_FORWARDED_FOR("X-Forwarded-For"),
        FORWARDED("Forwarded");

        private final String fieldName;

        Header(String fieldName) {
            this.fieldName = fieldName;
        }

        String fieldName() {
            return fieldName;
        }
    }
}
