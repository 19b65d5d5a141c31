package io.multiconnection.app;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.multiconnection.rooms.Reservations;
import io.netty.channel.EventLoop;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.redis.client.RedisAPI;
import io.vertx.mutiny.redis.client.Response;
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
 * The places of all gateways that share a Redis. What this gateway has is true here; its counts in
 * Redis last as long as its lease. Where the two may differ, because an answer was lost or the
 * lease has run out, it begins a new lease with what is true. Without a lease nobody gets a place.
 * Lives on one event loop.
 */
final class RedisReservations implements Reservations {

    /** How long Redis may take to answer, and a client to be asked for. */
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** Asked of Redis at once; below what its client lets wait for a connection. */
    private static final int AT_ONCE = 16;

    private static final int COUNTED_AT_ONCE = 1000;

    /** A client that a place is to be reserved for; by itself, two of them are not equal. */
    private static final class Asked {

        private final ReservationRequest wish;
        private final UniEmitter<? super Outcome> emitter;

        Asked(ReservationRequest wish, UniEmitter<? super Outcome> emitter) {
            this.wish = wish;
            this.emitter = emitter;
        }
    }

    private final RedisAPI redis;
    private final String prefix;
    private final Duration lease;
    private final EventLoop loop;
    private final Map<String, Reservation> seats = new HashMap<>();
    private final Deque<Asked> asked = new ArrayDeque<>();
    private final Deque<Reservation> freed = new ArrayDeque<>();
    private String holder = UUID.randomUUID().toString();
    private boolean leased;
    private boolean leasing;
    private int running;
    private volatile Future<?> clock = CompletableFuture.completedFuture(null);

    /**
     * Reserves nothing before {@link #open}.
     *
     * @param namespace what keys begin with
     * @param lease how long places outlive a gateway that is gone without a word, 1 s at least
     */
    RedisReservations(RedisAPI redis, String namespace, Duration lease, EventLoop loop) {
        if (lease.toMillis() < 1000) {
            throw new IllegalArgumentException("lease " + lease + ", expected 1 s at least");
        }
        this.redis = redis;
        this.prefix = "{" + namespace + "}:";
        this.lease = lease;
        this.loop = loop;
    }

    void open() {
        long tick = Math.min(1000, lease.toMillis() / 3);
        clock = loop.scheduleAtFixedRate(this::keep, 0, tick, TimeUnit.MILLISECONDS);
    }

    /** Gives up all places; done when Redis knows. */
    Uni<Void> close() {
        clock.cancel(false);
        return eval(RedisScripts.END, holder).replaceWithVoid();
    }

    private void keep() {
        if (leased) {
            String millis = Long.toString(lease.toMillis());
            eval(RedisScripts.RENEW, holder, millis).subscribe().with(this::renewed, this::lost);
        } else {
            begin();
        }
    }

    private void renewed(Response answer) {
        if (answer.toInteger() == 0) {
            lost(new UnavailableException("the lease has run out"));
        }
    }

    /** What Redis knows of us may not be true any more. */
    private void lost(Throwable why) {
        if (leased) {
            Log.warnf("places in rooms cannot be reserved now: %s", why.getMessage());
        }
        leased = false;
        begin();
    }

    /** Begins a lease, as soon as nothing of the one before is under way. */
    private void begin() {
        if (leasing || running > 0) {
            return;
        }
        leasing = true;
        freed.clear(); // they are not among the seats
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
                            go();
                        },
                        failure -> {
                            leasing = false;
                            Log.debugf("no lease: %s", failure.getMessage());
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
        Asked made = new Asked(wish, emitter);
        asked.add(made);
        go();
        loop.schedule(() -> late(made), TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void late(Asked each) {
        if (asked.remove(each)) {
            each.emitter.fail(new UnavailableException("no lease, or Redis is too slow"));
        }
    }

    @Override
    public void free(Reservation seat) {
        loop.execute(
                () -> {
                    if (seats.remove(seat.id()) != null && (leased || leasing)) {
                        freed.add(seat);
                        go();
                    }
                });
    }

    /** Does what waits, as long as there is a lease. */
    private void go() {
        while (leased && running < AT_ONCE && !freed.isEmpty()) {
            Reservation seat = freed.remove();
            run(
                    eval(RedisScripts.FREE, holder, seat.id(), field(seat), seat.server()),
                    _ -> {},
                    _ -> {});
        }
        while (leased && running < AT_ONCE && !asked.isEmpty()) {
            reserve(asked.remove());
        }
    }

    private void reserve(Asked each) {
        String seat = UUID.randomUUID().toString();
        run(
                eval(RedisScripts.RESERVE, arguments(seat, each.wish)),
                answer -> reserved(each, seat, answer),
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

    private void reserved(Asked each, String id, Response answer) {
        switch (answer.get(0).toString()) {
            case "reserved" -> {
                String room = answer.get(1).toString();
                Reservation seat =
                        new Reservation(id, each.wish.directory(), room, answer.get(2).toString());
                seats.put(id, seat);
                each.emitter.complete(new Outcome.Reserved(seat));
            }
            case "full" -> each.emitter.complete(new Outcome.Full());
            case "unsettled" -> each.emitter.complete(new Outcome.Unsettled());
            default -> {
                asked.addFirst(each);
                lost(new UnavailableException("the lease has run out"));
            }
        }
    }

    private void run(Uni<Response> operation, Consumer<Response> done, Consumer<Throwable> failed) {
        running++;
        operation
                .subscribe()
                .with(
                        answer -> {
                            running--;
                            done.accept(answer);
                            go();
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
                .of(COUNTED_AT_ONCE)
                .onItem()
                .transformToUniAndConcatenate(some -> count(directory, some))
                .collect()
                .in(HashMap::new, Map::putAll);
    }

    private Uni<Map<String, Integer>> count(String directory, List<String> rooms) {
        String[] fields = rooms.stream().map(room -> field(directory, room)).toArray(String[]::new);
        return eval(RedisScripts.COUNT, fields)
                .map(
                        answer -> {
                            Map<String, Integer> counts = new HashMap<>();
                            for (int i = 0; i < rooms.size(); i++) {
                                counts.put(rooms.get(i), answer.get(i).toInteger());
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
                .failWith(() -> new UnavailableException("Redis does not answer"))
                .emitOn(loop);
    }
}
