package io.multiconnection.rooms.redis;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.REDIS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.HangLimit;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.Redis;
import io.multiconnection.rooms.InMemoryReservations;
import io.multiconnection.rooms.Reservations;
import io.multiconnection.rooms.Reservations.Candidate;
import io.multiconnection.rooms.Reservations.Outcome;
import io.multiconnection.rooms.Reservations.Reservation;
import io.multiconnection.rooms.Reservations.ReservationRequest;
import io.multiconnection.rooms.Reservations.UnavailableException;
import io.multiconnection.rooms.UserCountMode;
import io.netty.channel.nio.NioEventLoopGroup;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.RedisAPI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reservations of several gateways in a real Redis, with failures of both. */
@NeedsPeer(REDIS)
class RedisReservationsIT {

    private static final Duration PATIENCE = HangLimit.DURATION;
    private static final Duration LEASE = Duration.ofSeconds(1);

    /** Gateway with its own event loop. */
    private static final class Gateway implements AutoCloseable {

        private final Vertx vertx = Vertx.vertx();
        private final NioEventLoopGroup group = new NioEventLoopGroup(1);
        private final RedisReservations places;

        Gateway(Redis redis) {
            io.vertx.mutiny.redis.client.Redis client =
                    io.vertx.mutiny.redis.client.Redis.createClient(vertx, redis.url());
            places = new RedisReservations(RedisAPI.api(client), "test", LEASE, group.next());
            places.open();
        }

        /** Ends like a crash. */
        @Override
        public void close() {
            vertx.closeAndAwait();
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    /** Initializes Mutiny, whose first use is not thread-safe. */
    @BeforeAll
    static void useMutiny() {
        assertThat(Uni.createFrom().item(1).await().indefinitely()).isEqualTo(1);
    }

    private final Redis redis = Redis.start();
    private final List<Gateway> gateways = new ArrayList<>();

    private RedisReservations gateway() {
        Gateway made = new Gateway(redis);
        gateways.add(made);
        ReservationRequest trial = wish(room("trial", 0, 1000));
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> made.places.free(seat(made.places, trial)));
        return made.places;
    }

    @AfterEach
    void close() {
        gateways.forEach(Gateway::close);
        redis.close();
    }

    private static ReservationRequest wish(Candidate... rooms) {
        return wish(UserCountMode.ALL, Duration.ZERO, Duration.ZERO, rooms);
    }

    private static ReservationRequest wish(
            UserCountMode counts, Duration young, Duration age, Candidate... rooms) {
        return new ReservationRequest("main", counts, young, age, List.of(rooms));
    }

    private static Candidate room(String id, int users, int capacity) {
        return new Candidate(id, users, capacity, List.of("rtmp://a/" + id, "rtmp://b/" + id));
    }

    private static Outcome reserve(Reservations places, ReservationRequest wish) {
        return places.reserve(wish).await().atMost(PATIENCE);
    }

    private static Reservation seat(Reservations places, ReservationRequest wish) {
        return ((Outcome.Reserved) reserve(places, wish)).seat();
    }

    private static int reserved(Reservations places, String room) {
        return places.reserved("main", List.of(room)).await().atMost(PATIENCE).get(room);
    }

    @Test
    void severalGatewaysFillAllRooms() {
        List<RedisReservations> three = List.of(gateway(), gateway(), gateway());
        ReservationRequest wish = wish(room("a", 0, 7), room("b", 0, 250), room("c", 0, 143));
        List<Uni<Outcome>> asked = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            asked.add(three.get(i % 3).reserve(wish));
        }
        Map<String, Integer> taken = new HashMap<>();
        int full = 0;
        for (Outcome outcome : Uni.join().all(asked).andFailFast().await().atMost(PATIENCE)) {
            if (outcome instanceof Outcome.Reserved(Reservation seat)) {
                taken.merge(seat.room() + " " + seat.server(), 1, Integer::sum);
            } else {
                assertThat(outcome).isEqualTo(new Outcome.Full());
                full++;
            }
        }
        assertThat(taken.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(400);
        assertThat(full).isEqualTo(200);
        assertThat(taken).containsEntry("b rtmp://a/b", 125).containsEntry("b rtmp://b/b", 125);
        assertThat(reserved(three.getFirst(), "a")).isEqualTo(7);
        assertThat(reserved(three.getLast(), "c")).isEqualTo(143);
    }

    @Test
    void reusesFreedPlace() {
        RedisReservations one = gateway();
        RedisReservations other = gateway();
        ReservationRequest wish = wish(room("a", 0, 1));
        Reservation seat = seat(one, wish);
        assertThat(reserve(other, wish)).isEqualTo(new Outcome.Full());
        one.free(seat);
        one.free(seat);
        await().until(() -> reserved(other, "a") == 0);
        seat(other, wish);
        assertThat(reserved(one, "a")).isEqualTo(1);
    }

    @Test
    void freesPlacesOfCrashedGateway() {
        RedisReservations survivor = gateway();
        ReservationRequest wish =
                wish(UserCountMode.ALL, Duration.ofHours(1), Duration.ZERO, room("a", 0, 3));
        seat(survivor, wish);
        Gateway other = new Gateway(redis);
        seat(other.places, wish);
        seat(other.places, wish);
        assertThat(reserve(survivor, wish)).isEqualTo(new Outcome.Full());
        other.close();
        await().atMost(PATIENCE).until(() -> reserved(survivor, "a") == 1);
        seat(survivor, wish);
        seat(survivor, wish);
        assertThat(reserve(survivor, wish)).isEqualTo(new Outcome.Full());
    }

    @Test
    void restoresCountsAfterRedisRestartsEmpty() {
        RedisReservations one = gateway();
        RedisReservations other = gateway();
        ReservationRequest wish = wish(room("a", 0, 3));
        Reservation first = seat(one, wish);
        seat(one, wish);
        seat(other, wish);
        redis.restart();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> reserved(other, "a") == 3);
        assertThat(reserve(other, wish)).isEqualTo(new Outcome.Full());
        one.free(first);
        await().until(() -> reserved(other, "a") == 2);
        seat(other, wish);
    }

    @Test
    void reservesNothingWithoutRedis() {
        RedisReservations one = gateway();
        ReservationRequest wish = wish(room("a", 0, 3));
        Reservation seat = seat(one, wish);
        redis.kill();
        assertThatThrownBy(() -> reserve(one, wish)).isInstanceOf(UnavailableException.class);
        one.free(seat);
        redis.restart();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> reserve(one, wish) instanceof Outcome.Reserved);
        assertThat(reserved(one, "a")).isEqualTo(1);
    }

    /** Delayed scripts may still run, but for a lease that has ended. */
    @Test
    void keepsCountsWhileRedisStalls() {
        RedisReservations one = gateway();
        ReservationRequest wish = wish(room("a", 0, 2));
        seat(one, wish);
        redis.stall();
        assertThatThrownBy(() -> reserve(one, wish)).isInstanceOf(UnavailableException.class);
        redis.resume();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> reserve(one, wish) instanceof Outcome.Reserved);
        await().untilAsserted(() -> assertThat(reserved(one, "a")).isEqualTo(2));
        assertThat(reserve(one, wish)).isEqualTo(new Outcome.Full());
    }

    /** The Java and Lua implementations agree wherever time does not matter. */
    @ParameterizedTest
    @ValueSource(ints = {0, 90})
    void decidesLikeMemoryReservations(int ageMinutes) {
        RedisReservations there = gateway();
        InMemoryReservations here = new InMemoryReservations();
        Random random = new Random(11);
        List<List<Reservation>> seats = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            if (random.nextInt(4) == 0 && !seats.isEmpty()) {
                List<Reservation> both = seats.remove(random.nextInt(seats.size()));
                here.free(both.get(0));
                there.free(both.get(1));
                continue;
            }
            Duration young = Duration.ofHours(random.nextInt(2));
            Duration age = Duration.ofMinutes(ageMinutes);
            UserCountMode counts = random.nextBoolean() ? UserCountMode.ALL : UserCountMode.OTHERS;
            Candidate[] rooms = {
                room("a", random.nextInt(10), random.nextInt(20)),
                room("b", random.nextInt(10), random.nextInt(20)),
                room("c", random.nextInt(10), random.nextInt(20))
            };
            ReservationRequest wish = wish(counts, young, age, rooms);
            Outcome mine = reserve(here, wish);
            Outcome theirs = reserve(there, wish);
            if (mine instanceof Outcome.Reserved(Reservation a)) {
                Reservation b = ((Outcome.Reserved) theirs).seat();
                assertThat(b.room()).isEqualTo(a.room());
                assertThat(b.server()).isEqualTo(a.server());
                seats.add(List.of(a, b));
            } else {
                assertThat(theirs).isEqualTo(mine);
            }
        }
    }
}
