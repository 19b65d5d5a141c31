package io.multiconnection.app.config;

import io.multiconnection.rooms.UserCountMode;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Configuration of rooms, a part of {@link GatewayConfig} (PROTOCOL.md, section 17). */
public final class RoomsConfig {

    private RoomsConfig() {}

    /** Directory of rooms. */
    public interface DirectoryConfig {

        /**
         * RTMP URL of the application that has the directory; its user, password and query are
         * never shown.
         */
        String master();

        /** Name of the directory's shared object. */
        @WithDefault("rooms")
        String object();

        /** Whether the shared object is persistent. */
        @WithDefault("false")
        boolean persistent();

        /**
         * Patterns of servers that rooms may have, as in {@code allow.destinations}. An entry here
         * does not allow clients to name these servers.
         */
        Optional<List<String>> servers();

        /** Whether servers of rooms may have loopback, private or link-local addresses. */
        @WithDefault("false")
        boolean privateAddresses();

        /** Clients that the directory's {@code users} counts: all, or those of others only. */
        @WithDefault("all")
        UserCountMode counts();

        /**
         * Time for which a connected client may still be missing in the directory's {@code users}.
         * Range: 0 or more.
         */
        @WithDefault("5s")
        Duration settle();
    }

    /** Pending clients. */
    public interface PendingConfig {

        /** Pending clients at the same time; further ones are rejected. Range: 1 or more. */
        @WithDefault("10000")
        int max();

        /** Time after which a pending client is rejected. Range: more than 0. */
        @WithDefault("2m")
        Duration time();
    }

    /** Webhook that admits clients. */
    public interface AdmissionConfig {

        /**
         * URL of the webhook, http or https (docs/protocol-rooms.md); all clients are admitted if
         * absent.
         */
        Optional<String> url();

        /** Bearer token of the webhook's requests. Changes apply while the gateway runs. */
        Optional<String> token();

        /**
         * Time limit for the response; without one, the client is rejected. Range: 1 ms or more.
         */
        @WithDefault("3s")
        Duration timeout();
    }

    /** Store of the reserved places. */
    public interface ReservationsConfig {

        /** Memory for one gateway, Redis for several (with {@code quarkus.redis.hosts}). */
        @WithDefault("memory")
        Store store();

        /** Prefix of the keys in Redis. */
        @WithDefault("multiconnection")
        String namespace();

        /** Time after which the places of a gateway that crashed are free. Range: 1 s or more. */
        @WithDefault("15s")
        Duration lease();

        /** Kind of store. */
        enum Store {
            MEMORY,
            REDIS
        }
    }

    /** Operators, which see pending clients and decide about them. */
    public interface OperatorConfig {

        /**
         * Bearer token of operators; their resources do not exist if absent. Changes apply while
         * the gateway runs.
         */
        Optional<String> token();

        /**
         * Whether the public port serves the operators' API, too. The studio's page of rooms needs
         * it; other clients use the management port.
         */
        @WithDefault("false")
        boolean publicPort();
    }
}
