package io.multiconnection.rooms;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Reserves places in rooms, one at a time over all who share a store: no room gets more than its
 * capacity, however many ask at once. Thread-safe; Unis may end on any thread.
 */
public interface Reservations {

    /**
     * A room that would do.
     *
     * @param users as its directory says
     * @param servers labels of those that may be chosen, at least one
     */
    record Candidate(String room, int users, int capacity, List<String> servers) {
        public Candidate {
            servers = List.copyOf(servers);
        }
    }

    /**
     * What is asked for.
     *
     * @param counts whom the candidates' {@code users} counts
     * @param young how long the client may be missing in that count, from now on
     * @param age how old that count is: zero as long as the directory hears of changes
     * @param candidates one of them is wanted; at most {@value #MAX_CANDIDATES}
     */
    record Wish(
            String directory,
            UserCountMode counts,
            Duration young,
            Duration age,
            List<Candidate> candidates) {

        public static final int MAX_CANDIDATES = 64;

        public Wish {
            candidates = List.copyOf(candidates);
        }
    }

    /** What became of it. */
    sealed interface Outcome {

        /** There is a place: in the room with the least part of its places taken. */
        record Reserved(Seat seat) implements Outcome {}

        /** No place is free in any. */
        record Full() implements Outcome {}

        /** Perhaps one is, as soon as young places are counted. */
        record Unsettled() implements Outcome {}
    }

    /**
     * A place that is reserved.
     *
     * @param id names it among all others
     * @param server the label of the one with the fewest clients of ours
     */
    record Seat(String id, String directory, String room, String server) {}

    /** Places cannot be reserved now: nobody gets one. */
    final class UnavailableException extends RuntimeException {

        private static final long serialVersionUID = 1;

        /** Says why, without secrets. */
        public UnavailableException(String why) {
            super(why, null, false, false);
        }
    }

    /** Reserves a place; fails with an {@link UnavailableException}. */
    Uni<Outcome> reserve(Wish wish);

    /** Gives a place back; what fails is made good later. */
    void free(Seat seat);

    /** How many places are reserved in each of these rooms. */
    Uni<Map<String, Integer>> reserved(String directory, List<String> rooms);
}
