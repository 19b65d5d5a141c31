package io.multiconnection.rooms;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Store of reserved places in rooms. Reservations are atomic over all gateways that share a store,
 * so that no room exceeds its capacity. Thread-safe; Unis may complete on any thread.
 */
public interface Reservations {

    /**
     * Room that may be chosen.
     *
     * @param users number of users according to the directory
     * @param servers labels of the servers that may be chosen, at least one
     */
    record Candidate(String room, int users, int capacity, List<String> servers) {
        public Candidate {
            servers = List.copyOf(servers);
        }
    }

    /**
     * Request of a place in one of several rooms.
     *
     * @param counts clients that the candidates' {@code users} counts
     * @param uncountedFor time for which that count may lack the client
     * @param age age of that count; zero while the directory is connected
     * @param candidates rooms to choose from, up to {@value #MAX_CANDIDATES}
     */
    record ReservationRequest(
            String directory,
            UserCountMode counts,
            Duration uncountedFor,
            Duration age,
            List<Candidate> candidates) {

        public static final int MAX_CANDIDATES = 64;

        public ReservationRequest {
            candidates = List.copyOf(candidates);
        }
    }

    /** Outcome of a request. */
    sealed interface Outcome {

        /** A place is reserved in the room with the lowest share of places in use. */
        record Reserved(Reservation seat) implements Outcome {}

        /** No candidate has a free place. */
        record Full() implements Outcome {}

        /** A place may be free as soon as the directory counts recent clients. */
        record Unsettled() implements Outcome {}
    }

    /**
     * Reserved place.
     *
     * @param id unique id
     * @param server label of the server with the fewest clients of gateways
     */
    record Reservation(String id, String directory, String room, String server) {}

    /** Thrown when places cannot be reserved at the moment. */
    final class UnavailableException extends RuntimeException {

        private static final long serialVersionUID = 1;

        /** Creates an exception with a reason that contains no secrets. */
        public UnavailableException(String why) {
            super(why, null, false, false);
        }
    }

    /** Reserves a place; fails with an {@link UnavailableException}. */
    Uni<Outcome> reserve(ReservationRequest wish);

    /** Gives a place back; a failure is retried later. */
    void free(Reservation seat);

    /** Returns the number of reserved places of each room. */
    Uni<Map<String, Integer>> reserved(String directory, List<String> rooms);
}
