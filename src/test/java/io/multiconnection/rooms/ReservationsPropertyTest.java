package io.multiconnection.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.rooms.Reservations.Candidate;
import io.multiconnection.rooms.Reservations.Outcome;
import io.multiconnection.rooms.Reservations.Reservation;
import io.multiconnection.rooms.Reservations.ReservationRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Checks random histories: clients of gateways and others join and leave, the application counts
 * them late, and the directory may be stale. The reserved and the reported clients of a room never
 * exceed its capacity.
 */
class ReservationsPropertyTest {

    private static final int WORLDS = 300;
    private static final int STEPS = 400;
    private static final long CONNECT_MILLIS = 100;
    private static final long SETTLE_MILLIS = 300;

    /** Actual state of a room. */
    private static final class Place {

        private final String id;
        private final int capacity;
        private int others;
        private int connected;
        private final Deque<Told> onItsWay = new ArrayDeque<>();
        private Told told = new Told(0, 0, 0);

        Place(String id, int capacity) {
            this.id = id;
            this.capacity = capacity;
        }
    }

    /** Returns the count of the application at a time. */
    private record Told(long at, int users, int others) {}

    private static final class Guest {

        private final Reservation seat;
        private final long connectsAt;
        private boolean connected;

        Guest(Reservation seat, long connectsAt) {
            this.seat = seat;
            this.connectsAt = connectsAt;
        }
    }

    private static final class World {

        private final Random random;
        private final UserCountMode counts;
        private long millis;
        private long staleSince = -1;
        private final InMemoryReservations reservations =
                new InMemoryReservations(() -> TimeUnit.MILLISECONDS.toNanos(millis));
        private final List<Place> places = new ArrayList<>();
        private final List<Guest> guests = new ArrayList<>();

        World(long seed, UserCountMode counts) {
            this.random = new Random(seed);
            this.counts = counts;
            for (int i = 0; i <= random.nextInt(4); i++) {
                places.add(new Place("room " + i, random.nextInt(12)));
            }
        }

        void step() {
            millis += random.nextInt(60);
            switch (random.nextInt(9)) {
                case 0 -> othersCome();
                case 1 -> othersGo();
                case 2 -> guestLeaves();
                case 3 -> staleSince = staleSince < 0 && random.nextInt(5) == 0 ? millis : -1;
                default -> guestJoins();
            }
            guests.stream()
                    .filter(it -> !it.connected && it.connectsAt <= millis)
                    .forEach(this::connect);
            places.forEach(this::tell);
        }

        private Place any() {
            return places.get(random.nextInt(places.size()));
        }

        private Place of(Guest guest) {
            return places.stream()
                    .filter(it -> it.id.equals(guest.seat.room()))
                    .findFirst()
                    .orElseThrow();
        }

        private void othersCome() {
            any().others++;
        }

        private void othersGo() {
            Place place = any();
            place.others = Math.max(0, place.others - 1);
        }

        private void connect(Guest guest) {
            guest.connected = true;
            of(guest).connected++;
        }

        private void guestLeaves() {
            if (!guests.isEmpty()) {
                Guest guest = guests.remove(random.nextInt(guests.size()));
                reservations.free(guest.seat);
                of(guest).connected -= guest.connected ? 1 : 0;
            }
        }

        /**
         * Publishes the count of the application, which reaches the directory within the settling
         * time.
         */
        private void tell(Place place) {
            int ours = counts == UserCountMode.ALL ? place.connected : 0;
            place.onItsWay.add(new Told(millis, place.others + ours, place.others));
            while (staleSince < 0
                    && !place.onItsWay.isEmpty()
                    && (millis - place.onItsWay.element().at() >= SETTLE_MILLIS - 60
                            || random.nextInt(3) == 0)) {
                place.told = place.onItsWay.remove();
            }
        }

        private void guestJoins() {
            List<Candidate> candidates =
                    places.stream()
                            .map(
                                    it ->
                                            new Candidate(
                                                    it.id,
                                                    it.told.users(),
                                                    it.capacity,
                                                    List.of("a", "b")))
                            .toList();
            Duration age = Duration.ofMillis(staleSince < 0 ? 0 : millis - staleSince);
            Duration young = Duration.ofMillis(CONNECT_MILLIS + SETTLE_MILLIS);
            ReservationRequest wish =
                    new ReservationRequest("main", counts, young, age, candidates);
            if (reservations.reserve(wish).await().indefinitely()
                    instanceof Outcome.Reserved(Reservation seat)) {
                Guest guest = new Guest(seat, millis + random.nextInt((int) CONNECT_MILLIS - 60));
                guests.add(guest);
                Place place = of(guest);
                long ours = guests.stream().filter(it -> it.seat.room().equals(place.id)).count();
                assertThat(place.told.others() + ours)
                        .as("in %s, of whom others %d", place.id, place.told.others())
                        .isLessThanOrEqualTo(place.capacity);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void noRoomGoesOver(UserCountMode counts) {
        for (int seed = 0; seed < WORLDS; seed++) {
            World world = new World(seed, counts);
            for (int i = 0; i < STEPS; i++) {
                world.step();
            }
        }
    }

    /** Checks that all free places are used if no other clients are there. */
    @Test
    void concurrentThreadsFillEveryRoomExactly() throws InterruptedException, ExecutionException {
        InMemoryReservations reservations = new InMemoryReservations();
        List<Candidate> rooms =
                List.of(
                        new Candidate("a", 0, 7, List.of("one", "two")),
                        new Candidate("b", 0, 50, List.of("one")),
                        new Candidate("c", 0, 43, List.of("one", "two", "three")));
        ReservationRequest wish =
                new ReservationRequest(
                        "main", UserCountMode.ALL, Duration.ofSeconds(1), Duration.ZERO, rooms);
        Map<String, Integer> taken = new HashMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            Callable<Outcome> reserve = () -> reservations.reserve(wish).await().indefinitely();
            List<Callable<Outcome>> all = java.util.Collections.nCopies(130, reserve);
            for (Future<Outcome> outcome : threads.invokeAll(all)) {
                if (outcome.get() instanceof Outcome.Reserved(Reservation seat)) {
                    taken.merge(seat.room(), 1, Integer::sum);
                } else {
                    assertThat(outcome.get()).isEqualTo(new Outcome.Full());
                }
            }
        }
        assertThat(taken).isEqualTo(Map.of("a", 7, "b", 50, "c", 43));
    }

    @Test
    void givesPlaceBackOnce() {
        InMemoryReservations reservations = new InMemoryReservations();
        Candidate room = new Candidate("a", 0, 2, List.of("one"));
        ReservationRequest wish =
                new ReservationRequest(
                        "main", UserCountMode.ALL, Duration.ZERO, Duration.ZERO, List.of(room));
        Outcome outcome = reservations.reserve(wish).await().indefinitely();
        assertThat(reservations.reserve(wish).await().indefinitely())
                .isInstanceOf(Outcome.Reserved.class);
        if (outcome instanceof Outcome.Reserved(Reservation seat)) {
            reservations.free(seat);
            reservations.free(seat);
        }
        assertThat(reservations.reserved("main", List.of("a")).await().indefinitely())
                .isEqualTo(Map.of("a", 1));
    }
}
