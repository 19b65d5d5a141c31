package io.multiconnection.app;

import io.multiconnection.rooms.UserCountMode;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The part of {@link GatewayConfig} that is about rooms (PROTOCOL.md, section 17). */
public final class RoomsConfig {

    private RoomsConfig() {}

    /** A directory of rooms. */
    public interface DirectoryConfig {

        /** The RTMP URL of the application that keeps it. */
        String master();

        /** The shared object there. */
        @WithDefault("rooms")
        String object();

        /** Whether that is persistent. */
        @WithDefault("false")
        boolean persistent();

        /**
         * Servers that its rooms may have: {@code host[:port][/app]}, with {@code *} for any run of
         * characters.
         */
        Optional<List<String>> servers();

        /** Whether those may have a loopback, private or link-local address. */
        @WithDefault("false")
        boolean privateAddresses();

        /** Whom the directory's users counts: all clients in a room, or only others than ours. */
        @WithDefault("all")
        UserCountMode counts();

        /** How long after a client has connected it may be missing in that count. */
        @WithDefault("5s")
        Duration settle();
    }

    /** Clients that are pending. */
    public interface PendingConfig {

        /** At once; one more is rejected. */
        @WithDefault("10000")
        int max();

        /** How long a client may be pending. */
        @WithDefault("2m")
        Duration time();
    }

    /** The application that admits. */
    public interface AdmissionConfig {

        /** Where it is asked; without one everybody is admitted. */
        Optional<String> url();

        /** The bearer token to ask with. */
        Optional<String> token();

        /** How long the answer may take. */
        @WithDefault("3s")
        Duration timeout();
    }

    /** Where places are reserved. */
    public interface ReservationsConfig {

        /** In memory, for one gateway; or in Redis, for several. */
        @WithDefault("memory")
        Store store();

        /** What the keys in Redis begin with. */
        @WithDefault("multiconnection")
        String namespace();

        /** The places of a gateway that is gone without a word are free after so long. */
        @WithDefault("15s")
        Duration lease();

        /** What keeps them. */
        enum Store {
            MEMORY,
            REDIS
        }
    }

    /** Those who may see and decide who is pending. */
    public interface OperatorConfig {

        /** Their bearer token; without one there is nothing for them. */
        Optional<String> token();
    }
}
