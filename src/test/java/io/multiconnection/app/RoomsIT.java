package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.REDIS;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.multiconnection.HangLimit;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.peers.GatewayProcess;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.Ports;
import io.multiconnection.peers.Redis;
import io.multiconnection.rtmp.server.ServerLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients at two packaged gateways that share a Redis, over real WebSockets: all connect
 * before the directory is known, and a webhook admits them one by one.
 */
@NeedsPeer(REDIS)
class RoomsIT {

    private static final int ROOMS = 25;
    private static final int CAPACITY = 80;
    private static final int PLACES = ROOMS * CAPACITY;
    private static final int TOO_MANY = 50;
    private static final Duration PATIENCE = HangLimit.DURATION;
    private static final String TOKEN = "operators";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Redis redis = Redis.start();
    private final Origin servers = Origin.start(OriginOptions.DEFAULT.within(roomForAll()));
    private final int masterPort = Ports.free();
    private final List<PendingGuest> guests = new CopyOnWriteArrayList<>();
    private final HttpServer application = application();
    private Origin master;
    private GatewayProcess one;
    private GatewayProcess other;

    @BeforeEach
    void start() {
        prepare();
        CompletableFuture<GatewayProcess> starting =
                CompletableFuture.supplyAsync(this::gateway, threads);
        other = gateway();
        one = starting.join();
    }

    @AfterEach
    void stop() {
        guests.forEach(PendingGuest::leave);
        one.close();
        other.close();
        if (master != null) {
            master.close();
        }
        servers.close();
        redis.close();
        application.stop(0);
        threads.shutdownNow();
        http.shutdownNow();
    }

    /** Admits clients whose credentials are their own name. */
    private HttpServer application() {
        try {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            HttpServer made = HttpServer.create(new InetSocketAddress(loopback, 0), 1000);
            made.setExecutor(threads);
            made.createContext(
                    "/",
                    exchange -> {
                        JsonNode asked = JSON.readTree(exchange.getRequestBody());
                        String user = asked.path("user").textValue();
                        boolean welcome =
                                user.startsWith("good")
                                        && asked.path("credentials")
                                                .textValue()
                                                .equals("of " + user);
                        byte[] answer =
                                JSON.writeValueAsBytes(
                                        Map.of(
                                                "id",
                                                asked.path("id").textValue(),
                                                "decision",
                                                welcome ? "accept" : "reject",
                                                "reason",
                                                "Not you, " + user + "."));
                        exchange.sendResponseHeaders(200, answer.length);
                        exchange.getResponseBody().write(answer);
                        exchange.close();
                    });
            made.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private GatewayProcess gateway() {
        Map<String, String> configuration = new HashMap<>();
        configuration.put(
                "multiconnection.rooms.main.master", "rtmp://127.0.0.1:" + masterPort + "/master");
        configuration.put("multiconnection.rooms.main.persistent", "true");
        configuration.put("multiconnection.rooms.main.servers", "127.0.0.1:" + servers.port());
        configuration.put("multiconnection.rooms.main.private-addresses", "true");
        // All clients have one address, and exceed the limits per address.
        configuration.put("multiconnection.limits.exempt-addresses", "127.0.0.0/8");
        // All rooms are on one host, which accepts all connects at once.
        configuration.put("multiconnection.recover.host-interval", "1ms");
        configuration.put("multiconnection.reservations.store", "redis");
        configuration.put("multiconnection.reservations.lease", "3s");
        configuration.put("quarkus.redis.hosts", redis.url());
        configuration.put("multiconnection.operator.token", TOKEN);
        configuration.put(
                "multiconnection.admission.url",
                "http://127.0.0.1:" + application.getAddress().getPort() + "/");
        return GatewayProcess.start(configuration);
    }

    /** Returns the directory from the master's last run. */
    private void prepare() {
        try (Origin before = master(0)) {
            for (int i = 0; i < ROOMS; i++) {
                String room = "room-" + i;
                AmfObject slot =
                        AmfObject.of("url", new AmfString(servers.url("chat/" + room)))
                                .with("capacity", new AmfNumber(CAPACITY))
                                .with("group", new AmfString("chat"));
                before.set("master", "rooms", room, slot).join();
            }
        }
    }

    private Origin master(int port) {
        return Origin.start(OriginOptions.DEFAULT.on("127.0.0.1", port).keepingIn(folder));
    }

    private static ServerLimits roomForAll() {
        return ServerLimits.DEFAULT.withConnections(PLACES * 2);
    }

    /** Opens WebSockets, no more at a time than the accept backlog holds. */
    private List<PendingGuest> come(GatewayProcess gateway, List<String> names) {
        List<PendingGuest> come = new ArrayList<>();
        for (String name : names) {
            come.add(new PendingGuest(http, gateway.uri("ws", "/v1"), name, "chat"));
            if (come.size() % 50 == 0) {
                done(come.getLast().pending());
            }
        }
        guests.addAll(come);
        return come;
    }

    private static <T> T done(CompletableFuture<T> what) {
        return what.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static List<String> names(String kind, int from, int count) {
        return Stream.iterate(from, i -> i + 1).limit(count).map(i -> kind + " " + i).toList();
    }

    private Map<String, Integer> reserved(GatewayProcess gateway) {
        JsonNode rooms = get(gateway, "/api/rooms").path("directories").path(0).path("rooms");
        Map<String, Integer> reserved = new HashMap<>();
        rooms.forEach(
                room ->
                        reserved.put(
                                room.path("id").textValue(), room.path("reserved").intValue()));
        return reserved;
    }

    private JsonNode get(GatewayProcess gateway, String path) {
        HttpRequest request =
                HttpRequest.newBuilder(gateway.management(path))
                        .header("Authorization", "Bearer " + TOKEN)
                        .build();
        try {
            return JSON.readTree(done(http.sendAsync(request, BodyHandlers.ofString())).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Map<String, Long> places(List<PendingGuest> guests) {
        return guests.stream()
                .filter(PendingGuest::isIn)
                .collect(groupingBy(PendingGuest::room, counting()));
    }

    private void assertEveryRoomIsFull(List<PendingGuest> here) {
        assertThat(places(here))
                .hasSize(ROOMS)
                .allSatisfy((_, n) -> assertThat(n).isEqualTo(CAPACITY));
        for (int i = 0; i < ROOMS; i++) {
            List<Object> there = new CopyOnWriteArrayList<>();
            servers.forEachClient("chat/room-" + i, there::add).join();
            assertThat(there).hasSize(CAPACITY);
        }
        assertThat(reserved(one))
                .hasSize(ROOMS)
                .allSatisfy((_, n) -> assertThat(n).isEqualTo(CAPACITY));
    }

    private static void assertTurnedAway(List<PendingGuest> guests, int full) {
        List<PendingGuest> out = guests.stream().filter(guest -> !guest.isIn()).toList();
        assertThat(out)
                .filteredOn(guest -> guest.name().startsWith("good"))
                .hasSize(full)
                .allSatisfy(guest -> assertThat(guest.reason()).isEqualTo("full"));
        assertThat(out)
                .filteredOn(guest -> guest.name().startsWith("bad"))
                .allSatisfy(
                        guest -> {
                            assertThat(guest.reason()).isEqualTo("admission");
                            assertThat(guest.answer().join().path("message").textValue())
                                    .isEqualTo("Not you, " + guest.name() + ".");
                        });
        assertThat(guests)
                .filteredOn(PendingGuest::isIn)
                .noneMatch(guest -> guest.name().startsWith("bad"));
    }

    @Test
    void fillsAllRoomsAcrossTwoGateways() {
        List<PendingGuest> all = new ArrayList<>();
        all.addAll(come(one, names("good", 0, PLACES / 2)));
        all.addAll(come(other, names("good", PLACES / 2, PLACES / 2 + TOO_MANY)));
        all.addAll(come(one, names("bad", 0, 50)));
        all.addAll(come(other, names("bad", 50, 50)));
        all.forEach(guest -> done(guest.pending()));
        assertThat(all).noneMatch(PendingGuest::isIn);
        master = master(masterPort);
        all.forEach(guest -> done(guest.answer()));
        assertEveryRoomIsFull(all);
        assertTurnedAway(all, TOO_MANY);
        assertThat(get(one, "/api/pending").path("pending")).isEmpty();
        all.forEach(PendingGuest::leave);
        await().atMost(PATIENCE).until(() -> sum(reserved(other)) == 0);
        assertThat(one.output() + other.output()).doesNotContain("of good");
    }

    @Test
    void freesPlacesOfKilledGateway() {
        List<PendingGuest> staying = come(one, names("good", 0, PLACES / 2));
        List<PendingGuest> losing = come(other, names("good", PLACES / 2, PLACES / 2));
        Stream.concat(staying.stream(), losing.stream()).forEach(guest -> done(guest.pending()));
        master = master(masterPort);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> losing.stream().filter(PendingGuest::isIn).count() >= PLACES / 10);
        other.kill();
        staying.forEach(guest -> done(guest.answer()));
        int left = Math.toIntExact(staying.stream().filter(PendingGuest::isIn).count());
        await().atMost(PATIENCE).until(() -> sum(reserved(one)) == left);
        List<PendingGuest> again = come(one, names("good again", 0, PLACES - left + TOO_MANY));
        again.forEach(guest -> done(guest.answer()));
        List<PendingGuest> all = new ArrayList<>(staying);
        all.addAll(again);
        assertEveryRoomIsFull(all);
        assertTurnedAway(again, TOO_MANY);
    }
}
