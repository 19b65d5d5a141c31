package io.multiconnection.rooms;

import io.smallrye.mutiny.Uni;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reservations of a single gateway. */
public final class InMemoryReservations implements Reservations {

    private record Key(String directory, String room) {}

    private record Uncounted(String reservation, long untilNanos) {}

    /** Places of a room that are in use. */
    private static final class RoomUsage {

        private final Map<String, Integer> servers = new HashMap<>();
        private final Set<String> uncounted = new HashSet<>();
        private final PriorityQueue<Uncounted> settling =
                new PriorityQueue<>((a, b) -> Long.signum(a.untilNanos() - b.untilNanos()));
        private int reserved;

        void add(Reservation reservation, long uncountedUntil) {
            reserved++;
            servers.merge(reservation.server(), 1, Integer::sum);
            uncounted.add(reservation.id());
            settling.add(new Uncounted(reservation.id(), uncountedUntil));
        }

        void remove(Reservation reservation) {
            reserved--;
            servers.computeIfPresent(
                    reservation.server(), (_, count) -> count == 1 ? null : count - 1);
            uncounted.remove(reservation.id());
        }

        /** Removes the uncounted places that a count of this time contains. */
        void settle(long countNanos) {
            while (!settling.isEmpty() && settling.element().untilNanos() - countNanos <= 0) {
                uncounted.remove(settling.remove().reservation());
            }
        }
    }

    private final LongSupplier nanoTime;
    private final Map<Key, RoomUsage> rooms = new HashMap<>();
    private final Map<String, Reservation> reservations = new HashMap<>();

    /** Creates reservations without any place. */
    public InMemoryReservations() {
        this(System::nanoTime);
    }

    InMemoryReservations(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public Uni<Outcome> reserve(ReservationRequest wish) {
        return Uni.createFrom().item(() -> reserveNow(wish));
    }

    private synchronized Outcome reserveNow(ReservationRequest wish) {
        long now = nanoTime.getAsLong();
        @Nullable Candidate best = null;
        double minShare = 1;
        boolean settled = true;
        for (Candidate candidate : wish.candidates()) {
            RoomUsage usage = usage(wish.directory(), candidate.room(), now - wish.age().toNanos());
            int max = wish.counts().max(candidate.users(), usage.reserved, usage.uncounted.size());
            int min = wish.counts().min(candidate.users(), usage.reserved, usage.uncounted.size());
            double share = (double) max / candidate.capacity();
            if (max < candidate.capacity() && share < minShare) {
                best = candidate;
                minShare = share;
            }
            settled &= max < candidate.capacity() || min >= candidate.capacity();
        }
        if (best == null) {
            return settled ? new Outcome.Full() : new Outcome.Unsettled();
        }
        return new Outcome.Reserved(take(wish, best, now));
    }

    private Reservation take(ReservationRequest wish, Candidate room, long now) {
        Key key = new Key(wish.directory(), room.room());
        RoomUsage usage = rooms.computeIfAbsent(key, _ -> new RoomUsage());
        String server =
                room.servers().stream()
                        .min(Comparator.comparingInt(it -> usage.servers.getOrDefault(it, 0)))
                        .orElseThrow();
        Reservation reservation =
                new Reservation(
                        UUID.randomUUID().toString(), wish.directory(), room.room(), server);
        usage.add(reservation, now + wish.uncountedFor().toNanos());
        reservations.put(reservation.id(), reservation);
        return reservation;
    }

    /**
     * Returns the usage of a room; an empty one, which is not kept, if nothing is reserved there.
     */
    private RoomUsage usage(String directory, String room, long countNanos) {
        RoomUsage usage = rooms.getOrDefault(new Key(directory, room), new RoomUsage());
        usage.settle(countNanos);
        return usage;
    }

    @Override
    public synchronized void free(Reservation reservation) {
        Key key = new Key(reservation.directory(), reservation.room());
        RoomUsage usage = rooms.get(key);
        if (usage != null && reservations.remove(reservation.id()) != null) {
            usage.remove(reservation);
            if (usage.reserved == 0) {
                rooms.remove(key);
            }
        }
    }

    @Override
    public Uni<Map<String, Integer>> reserved(String directory, List<String> asked) {
        return Uni.createFrom().item(() -> reservedNow(directory, asked));
    }

    private synchronized Map<String, Integer> reservedNow(String directory, List<String> asked) {
        Map<String, Integer> reserved = new HashMap<>();
        for (String room : asked) {
            RoomUsage usage = rooms.get(new Key(directory, room));
            reserved.put(room, usage == null ? 0 : usage.reserved);
        }
        return reserved;
    }
}
