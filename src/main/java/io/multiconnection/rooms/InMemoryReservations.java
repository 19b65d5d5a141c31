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

/** The places of one gateway alone. */
public final class InMemoryReservations implements Reservations {

    private record Key(String directory, String room) {}

    private record Young(String seat, long untilNanos) {}

    /** What is taken of a room. */
    private static final class Taken {

        private final Map<String, Integer> servers = new HashMap<>();
        private final Set<String> young = new HashSet<>();
        private final PriorityQueue<Young> settling =
                new PriorityQueue<>((a, b) -> Long.signum(a.untilNanos() - b.untilNanos()));
        private int reserved;

        void add(Reservation seat, long youngUntil) {
            reserved++;
            servers.merge(seat.server(), 1, Integer::sum);
            young.add(seat.id());
            settling.add(new Young(seat.id(), youngUntil));
        }

        void remove(Reservation seat) {
            reserved--;
            servers.computeIfPresent(seat.server(), (_, count) -> count == 1 ? null : count - 1);
            young.remove(seat.id());
        }

        /** Those are no longer young that a count of this time contains. */
        void settle(long countNanos) {
            while (!settling.isEmpty() && settling.element().untilNanos() - countNanos <= 0) {
                young.remove(settling.remove().seat());
            }
        }
    }

    private final LongSupplier nanoTime;
    private final Map<Key, Taken> rooms = new HashMap<>();
    private final Map<String, Reservation> seats = new HashMap<>();

    /** With nothing reserved. */
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
        double leastPart = 1;
        boolean settled = true;
        for (Candidate candidate : wish.candidates()) {
            Taken taken = taken(wish.directory(), candidate.room(), now - wish.age().toNanos());
            int most = wish.counts().most(candidate.users(), taken.reserved, taken.young.size());
            int least = wish.counts().least(candidate.users(), taken.reserved, taken.young.size());
            double part = (double) most / candidate.capacity();
            if (most < candidate.capacity() && part < leastPart) {
                best = candidate;
                leastPart = part;
            }
            settled &= most < candidate.capacity() || least >= candidate.capacity();
        }
        if (best == null) {
            return settled ? new Outcome.Full() : new Outcome.Unsettled();
        }
        return new Outcome.Reserved(take(wish, best, now));
    }

    private Reservation take(ReservationRequest wish, Candidate room, long now) {
        Key key = new Key(wish.directory(), room.room());
        Taken taken = rooms.computeIfAbsent(key, _ -> new Taken());
        String server =
                room.servers().stream()
                        .min(Comparator.comparingInt(it -> taken.servers.getOrDefault(it, 0)))
                        .orElseThrow();
        Reservation seat =
                new Reservation(
                        UUID.randomUUID().toString(), wish.directory(), room.room(), server);
        taken.add(seat, now + wish.uncountedFor().toNanos());
        seats.put(seat.id(), seat);
        return seat;
    }

    /** Of a room where nothing is reserved: nothing, and nothing to keep. */
    private Taken taken(String directory, String room, long countNanos) {
        Taken taken = rooms.getOrDefault(new Key(directory, room), new Taken());
        taken.settle(countNanos);
        return taken;
    }

    @Override
    public synchronized void free(Reservation seat) {
        Key key = new Key(seat.directory(), seat.room());
        Taken taken = rooms.get(key);
        if (taken != null && seats.remove(seat.id()) != null) {
            taken.remove(seat);
            if (taken.reserved == 0) {
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
            Taken taken = rooms.get(new Key(directory, room));
            reserved.put(room, taken == null ? 0 : taken.reserved);
        }
        return reserved;
    }
}
