package io.multiconnection.rooms;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * Whom a directory's {@code users} counts, and so how many are in a room at least and at most (ADR
 * 0015). A place is <em>reserved</em> for each client of ours; it is <em>young</em> as long as its
 * client may still be missing in the count.
 */
public enum UserCountMode {
    /** Everybody in the room, ours too. */
    @JsonProperty("all")
    ALL {
        @Override
        int least(int users, int reserved, int young) {
            return Math.max(users, reserved);
        }

        @Override
        int most(int users, int reserved, int young) {
            return Math.max(users + young, reserved);
        }
    },
    /** Only those who are not ours. */
    @JsonProperty("others")
    OTHERS {
        @Override
        int least(int users, int reserved, int young) {
            return users + reserved;
        }

        @Override
        int most(int users, int reserved, int young) {
            return users + reserved;
        }
    };

    /** So many are there, or will be: a room with this many is full. */
    abstract int least(int users, int reserved, int young);

    /** No more than so many can be there: below the capacity a place is free. */
    abstract int most(int users, int reserved, int young);

    /** As it is written in the configuration: {@code all}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
