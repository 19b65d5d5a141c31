package io.multiconnection.rooms.redis;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.multiconnection.rooms.Reservations;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.redis.client.RedisAPI;
import io.vertx.mutiny.redis.client.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reservations of all gateways that share a Redis server. The seats that this gateway holds are
 * authoritative; their counts in Redis expire with the gateway's lease. When the two may differ,
 * because a reply was lost or the lease expired, the gateway begins a new lease with the counts of
 * its seats. Without a lease nothing is reserved. Lives on one event loop.
 */
public final class RedisReservations implements Reservations {

    /** Limit for a reply of Redis, and for a reservation that waits for the lease. */
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private static final Logger LOG = System.getLogger(RedisReservations.class.getName());

    /** Scripts that run at once; fewer than the Redis client lets wait for a connection. */
    private static final int MAX_RUNNING = 16;

    /** Rooms that one script counts. */
    private static final int ROOMS_PER_COUNT = 1000;

    /** Reservation that waits for the lease or for its turn. Compared by identity. */
    private static final class PendingReservation {

        private final ReservationRequest wish;
        private final UniEmitter<? super Outcome> emitter;

        PendingReservation(ReservationRequest wish, UniEmitter<? super Outcome> emitter) {
            this.wish = wish;
            this.emitter = emitter;
        }
    }

    private final RedisAPI redis;
    private final String prefix;
    private final Duration lease;
    private final EventLoop loop;
    private final Map<String, Reservation> seats = new HashMap<>();
    private final Deque<PendingReservation> pending = new ArrayDeque<>();
    private final Deque<Reservation> freed = new ArrayDeque<>();
    private String holder = UUID.randomUUID().toString();
    private boolean leased;
    private boolean leasing;
    private int running;
    private volatile Future<?> renewals = CompletableFuture.completedFuture(null);

    /**
     * Creates a store, which {@link #open} connects.
     *
     * @param namespace prefix of the keys in Redis
     * @param lease time until the seats of a gateway that crashed are free, 1 s or more
     * @throws IllegalArgumentException if the lease is shorter than 1 s
     */
    public RedisReservations(RedisAPI redis, String namespace, Duration lease, EventLoop loop) {
        if (lease.toMillis() < 1000) {
            throw new IllegalArgumentException("lease " + lease + ", expected 1 s or more");
        }
        this.redis = redis;
        this.prefix = "{" + namespace + "}:";
        this.lease = lease;
        this.loop = loop;
    }

    /** Begins a lease and renews it until {@link #close}. */
    public void open() {
        long tick = Math.min(1000, lease.toMillis() / 3);
        renewals = loop.scheduleAtFixedRate(this::renewOrBegin, 0, tick, TimeUnit.MILLISECONDS);
    }

    /** Frees all seats; completes when Redis has done so. */
    public Uni<Void> close() {
        renewals.cancel(false);
        return eval(RedisScripts.END, holder).replaceWithVoid();
    }

    private void renewOrBegin() {
        if (leased) {
            String millis = Long.toString(lease.toMillis());
            eval(RedisScripts.RENEW, holder, millis).subscribe().with(this::renewed, this::lost);
        } else {
            begin();
        }
    }

    private void renewed(Response reply) {
        if (reply.toInteger() == 0) {
            lost(new UnavailableException("the lease has expired"));
        }
    }

    /** Begins a new lease: the counts in Redis may be wrong. */
    private void lost(Throwable why) {
        if (leased) {
            LOG.log(Level.WARNING, "no places in rooms can be reserved: {0}", why.getMessage());
        }
        leased = false;
        begin();
    }

    /** Begins a lease once all scripts of the previous one have ended. */
    private void begin() {
        if (leasing || running > 0) {
            return;
        }
        leasing = true;
        freed.clear(); // no longer among the seats that the lease counts
        String before = holder;
        holder = UUID.randomUUID().toString();
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of(holder, before, Long.toString(lease.toMillis())));
        counts().forEach((field, count) -> arguments.addAll(List.of(field, count.toString())));
        eval(RedisScripts.LEASE, arguments.toArray(String[]::new))
                .subscribe()
                .with(
                        _ -> {
                            leasing = false;
                            leased = true;
                            runPending();
                        },
                        failure -> {
                            leasing = false;
                            LOG.log(Level.DEBUG, "no lease: {0}", failure.getMessage());
                        });
    }

    private Map<String, Long> counts() {
        return seats.values().stream()
                .flatMap(seat -> Stream.of(field(seat), field(seat) + "\n" + seat.server()))
                .collect(groupingBy(field -> field, counting()));
    }

    private static String field(Reservation seat) {
        return field(seat.directory(), seat.room());
    }

    private static String field(String directory, String room) {
        return directory + "\n" + room;
    }

    @Override
    public Uni<Outcome> reserve(ReservationRequest wish) {
        return Uni.createFrom().emitter(emitter -> loop.execute(() -> add(wish, emitter)));
    }

    private void add(ReservationRequest wish, UniEmitter<? super Outcome> emitter) {
        PendingReservation made = new PendingReservation(wish, emitter);
        pending.add(made);
        runPending();
        loop.schedule(() -> expire(made), TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void expire(PendingReservation each) {
        if (pending.remove(each)) {
            each.emitter.fail(
                    new UnavailableException("no lease of Redis, or no reply, within 3 s"));
        }
    }

    @Override
    public void free(Reservation seat) {
        loop.execute(
                () -> {
                    if (seats.remove(seat.id()) != null && (leased || leasing)) {
                        freed.add(seat);
                        runPending();
                    }
                });
    }

    /** Runs what waits, as long as there is a lease. */
    private void runPending() {
        while (leased && running < MAX_RUNNING && !freed.isEmpty()) {
            Reservation seat = freed.remove();
            run(
                    eval(RedisScripts.FREE, holder, seat.id(), field(seat), seat.server()),
                    _ -> {},
                    _ -> {});
        }
        while (leased && running < MAX_RUNNING && !pending.isEmpty()) {
            reserve(pending.remove());
        }
    }

    private void reserve(PendingReservation each) {
        String seat = UUID.randomUUID().toString();
        run(
                eval(RedisScripts.RESERVE, arguments(seat, each.wish)),
                reply -> reserved(each, seat, reply),
                failure ->
                        each.emitter.fail(
                                new UnavailableException(String.valueOf(failure.getMessage()))));
    }

    private String[] arguments(String seat, ReservationRequest wish) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of(holder, seat, wish.directory(), wish.counts().wireName()));
        arguments.add(Long.toString(wish.uncountedFor().toMillis()));
        arguments.add(Long.toString(wish.age().toMillis()));
        for (Candidate room : wish.candidates()) {
            arguments.add(room.room());
            arguments.add(Integer.toString(room.users()));
            arguments.add(Integer.toString(room.capacity()));
            arguments.add(Integer.toString(room.servers().size()));
            arguments.addAll(room.servers());
        }
        return arguments.toArray(String[]::new);
    }

    private void reserved(PendingReservation each, String id, Response reply) {
        switch (reply.get(0).toString()) {
            case "reserved" -> {
                String room = reply.get(1).toString();
                Reservation seat =
                        new Reservation(id, each.wish.directory(), room, reply.get(2).toString());
                seats.put(id, seat);
                each.emitter.complete(new Outcome.Reserved(seat));
            }
            case "full" -> each.emitter.complete(new Outcome.Full());
            case "unsettled" -> each.emitter.complete(new Outcome.Unsettled());
            default -> {
                pending.addFirst(each);
                lost(new UnavailableException("the lease has expired"));
            }
        }
    }

    private void run(Uni<Response> operation, Consumer<Response> done, Consumer<Throwable> failed) {
        running++;
        operation
                .subscribe()
                .with(
                        reply -> {
                            running--;
                            done.accept(reply);
                            runPending();
                        },
                        failure -> {
                            running--;
                            failed.accept(failure);
                            lost(failure);
                        });
    }

    @Override
    public Uni<Map<String, Integer>> reserved(String directory, List<String> rooms) {
        return Multi.createFrom()
                .iterable(rooms)
                .group()
                .intoLists()
                .of(ROOMS_PER_COUNT)
                .onItem()
                .transformToUniAndConcatenate(some -> count(directory, some))
                .collect()
                .in(HashMap::new, Map::putAll);
    }

    private Uni<Map<String, Integer>> count(String directory, List<String> rooms) {
        String[] fields = rooms.stream().map(room -> field(directory, room)).toArray(String[]::new);
        return eval(RedisScripts.COUNT, fields)
                .map(
                        reply -> {
                            Map<String, Integer> counts = new HashMap<>();
                            for (int i = 0; i < rooms.size(); i++) {
                                counts.put(rooms.get(i), reply.get(i).toInteger());
                            }
                            return counts;
                        });
    }

    private Uni<Response> eval(String script, String... arguments) {
        String key = prefix + "holders";
        List<String> all = new ArrayList<>(List.of(script, "1", key, prefix));
        all.addAll(List.of(arguments));
        return redis.eval(all)
                .ifNoItem()
                .after(TIMEOUT)
                .on(loop)
                .failWith(() -> new UnavailableException("Redis does not reply within 3 s"))
                .emitOn(loop);
    }
}
