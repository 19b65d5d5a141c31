package io.multiconnection.rooms;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reservations that first do something else, which may take long, or fail. */
record Detour(Reservations reservations, Supplier<Uni<Void>> first) implements Reservations {

    Detour(Supplier<Uni<Void>> first) {
        this(new MemoryReservations(), first);
    }

    @Override
    public Uni<Outcome> reserve(Wish wish) {
        return first.get().chain(() -> reservations.reserve(wish));
    }

    @Override
    public void free(Seat seat) {
        reservations.free(seat);
    }

    @Override
    public Uni<Map<String, Integer>> reserved(String directory, List<String> rooms) {
        return reservations.reserved(directory, rooms);
    }
}
