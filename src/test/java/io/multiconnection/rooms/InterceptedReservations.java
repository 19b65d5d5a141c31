package io.multiconnection.rooms;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reservations with an operation before each request that may be slow or fail. */
record InterceptedReservations(Reservations reservations, Supplier<Uni<Void>> first)
        implements Reservations {

    InterceptedReservations(Supplier<Uni<Void>> first) {
        this(new InMemoryReservations(), first);
    }

    @Override
    public Uni<Outcome> reserve(ReservationRequest wish) {
        return first.get().chain(() -> reservations.reserve(wish));
    }

    @Override
    public void free(Reservation seat) {
        reservations.free(seat);
    }

    @Override
    public Uni<Map<String, Integer>> reserved(String directory, List<String> rooms) {
        return reservations.reserved(directory, rooms);
    }
}
