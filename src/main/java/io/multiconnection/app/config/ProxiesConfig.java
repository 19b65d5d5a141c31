package io.multiconnection.app.config;

import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Reverse proxies in front of the gateway. */
public interface ProxiesConfig {

    /**
     * IP addresses and networks of trusted proxies, whose header contains the client's address
     * (README.md). Their connections have no limit per address.
     */
    Optional<List<String>> trusted();

    /** Header to which proxies append the client's address; the other one is ignored. */
    @WithDefault("x-forwarded-for")
    Header header();

    /** Header with client addresses. */
    enum Header {
        X_FORWARDED_FOR("X-Forwarded-For"),
        FORWARDED("Forwarded");

        private final String fieldName;

        Header(String fieldName) {
            this.fieldName = fieldName;
        }

        public String fieldName() {
            return fieldName;
        }
    }
}
