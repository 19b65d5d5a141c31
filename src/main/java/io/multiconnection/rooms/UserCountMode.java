package io.multiconnection.rooms;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * Clients that a directory's {@code users} field counts, which gives a lower and an upper bound of
 * the clients in a room (ADR 0015). A place is <em>reserved</em> for each client of a gateway; the
 * place is <em>uncounted</em> as long as the count may lack its client.
 */
public enum UserCountMode {
    /** All clients in the room, including those of gateways. */
    @JsonProperty("all")
    ALL {
        @Override
        int min(int users, int reserved, int uncounted) {
            return Math.max(users, reserved);
        }

        @Override
        int max(int users, int reserved, int uncounted) {
            return Math.max(users + uncounted, reserved);
        }
    },
    /** Only clients that do not use a gateway. */
    @JsonProperty("others")
    OTHERS {
        @Override
        int min(int users, int reserved, int uncounted) {
            return users + reserved;
        }

        @Override
        int max(int users, int reserved, int uncounted) {
            return users + reserved;
        }
    };

    /** Returns the lower bound of the clients: a room with this many is full. */
    abstract int min(int users, int reserved, int uncounted);

    /** Returns the upper bound of the clients: below the capacity a place is free. */
    abstract int max(int users, int reserved, int uncounted);

    /** Returns the name in the configuration, for example {@code all}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
