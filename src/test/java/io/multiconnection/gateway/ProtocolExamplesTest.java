package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.docs.ProtocolExamples;
import io.multiconnection.docs.ProtocolExamples.Group;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.rooms.AdmissionHook;
import io.multiconnection.rooms.DirectoryConfig;
import io.multiconnection.rooms.InMemoryReservations;
import io.multiconnection.rooms.Lobby;
import io.multiconnection.rooms.LobbyLimits;
import io.multiconnection.rooms.LobbyMetrics;
import io.multiconnection.rooms.UserCountMode;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.multiconnection.target.AllowList;
import io.multiconnection.target.BackoffPolicy;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Runs the examples of the protocol's documents: messages behind {@code →} are sent to a session,
 * messages behind {@code ←} must arrive. Messages of one group may arrive in any order; a status
 * may have more fields than its example, and values that differ from run to run are not compared.
 */
class ProtocolExamplesTest {

    /** Headings whose examples are one session, in its order. */
    private static final List<String> ONE_SESSION =
            List.of(
                    "connect",
                    "reconnect",
                    "addServer",
                    "removeServer",
                    "publish",
                    "send",
                    "call",
                    "play",
                    "useSharedObject",
                    "setSlots",
                    "sendMessage",
                    "releaseSharedObject",
                    "7. Values",
                    "Recovering",
                    "authenticate");

    private static final String START_TO_END = "13. A session, from start to end";
    private static final String RESUME = "resume";
    private static final String ROOMS = "Example";

    private final Origin a = Origin.start(OriginOptions.DEFAULT);
    private Origin b = Origin.start(OriginOptions.DEFAULT);
    private final CompletableFuture<InetSocketAddress> addressOfA = new CompletableFuture<>();
    private final CompletableFuture<InetSocketAddress> addressOfMaster = new CompletableFuture<>();
    private final Map<String, CompletableFuture<InetSocketAddress>> addresses =
            new ConcurrentHashMap<>(Map.of("a.example", addressOfA));
    private final Map<String, List<Group>> examples = ProtocolExamples.byHeading();

    @AfterEach
    void closeOrigins() {
        a.close();
        b.close();
    }

    @Test
    void runsEveryExample() {
        assertThat(examples.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(ONE_SESSION.stream(), Stream.of(START_TO_END, RESUME, ROOMS))
                                .toList());
    }

    @Test
    void runsExamplesOfRequestsInOneSession() {
        addressOfA.complete(address(a.port()));
        bIsThere();
        try (TestSession session = session()) {
            session.await("hello");
            ONE_SESSION.forEach(heading -> converse(session, examples.get(heading)));
        }
    }

    @Test
    void runsSessionFromStartToEnd() {
        b.close();
        bIsThere();
        try (TestSession session = session()) {
            converse(session, examples.get(START_TO_END));
        }
    }

    @Test
    void runsExampleOfResumedSession() {
        addressOfA.complete(address(a.port()));
        try (TestSession session = session()) {
            String token = session.await("hello").path("resume").path("token").textValue();
            List<Group> groups = examples.get(RESUME);
            groups.stream()
                    .flatMap(group -> group.messages().stream())
                    .filter(message -> message.has("token"))
                    .forEach(message -> ((ObjectNode) message).put("token", token));
            converse(session, groups);
        }
    }

    @Test
    void runsExampleOfRooms() {
        addressOfA.complete(address(a.port()));
        addresses.put("master.example", addressOfMaster);
        room("lobby", 0, 80, "chat");
        room("cabinet", 1, 1, "closed");
        List<Lobby> lobbies = new ArrayList<>();
        try (TestSession session =
                new TestSession(
                        new Names(addresses),
                        (dialer, loop) -> {
                            lobbies.add(lobby(dialer, loop));
                            return lobbies.getFirst();
                        })) {
            lobbies.getFirst().open();
            session.await("hello");
            converse(session, examples.get(ROOMS));
            lobbies.getFirst().close().await().indefinitely();
        }
    }

    private void room(String id, int users, int capacity, String group) {
        AmfObject slot =
                AmfObject.of("url", new AmfString("rtmp://a.example/chat/" + id))
                        .with("users", new AmfNumber(users))
                        .with("capacity", new AmfNumber(capacity))
                        .with("group", new AmfString(group));
        a.set("master", "rooms", id, slot).join();
    }

    private static Lobby lobby(Dialer dialer, EventLoop loop) {
        return new Lobby(
                List.of(
                        new DirectoryConfig(
                                "main",
                                RtmpUrl.parse("rtmp://master.example/master"),
                                "rooms",
                                true,
                                new AllowList(List.of("a.example")),
                                _ -> true,
                                UserCountMode.ALL,
                                Duration.ofSeconds(5))),
                LobbyLimits.DEFAULT,
                AdmissionHook.EVERYBODY,
                new InMemoryReservations(),
                new Lobby.Network(loop, dialer, BackoffPolicy.DEFAULT, MemoryBudget.unlimited()),
                LobbyMetrics.NONE);
    }

    private TestSession session() {
        return new TestSession(new Names(addresses), SessionLimits.DEFAULT);
    }

    private void bIsThere() {
        addresses.put("b.example", CompletableFuture.completedFuture(address(b.port())));
    }

    /** Restarts server b; its name does not resolve before it is back. */
    private void bIsLostAndComesBack() {
        CompletableFuture<InetSocketAddress> back = new CompletableFuture<>();
        addresses.put("b.example", back);
        b.close();
        b = Origin.start(OriginOptions.DEFAULT.on("127.0.0.1", b.port()));
        back.complete(address(b.port()));
    }

    private void converse(TestSession session, List<Group> groups) {
        for (Group group : groups) {
            if (group.header().contains("over a new WebSocket")) {
                session.socket().closed(1006);
                session.open();
                session.await("hello");
            }
            if (group.header().contains("media frames")) {
                session.media(9, 1, 480, 0x17, 1, 0, 0, 0, 1);
                expect(session, group);
            } else if (group.header().contains("is lost")) {
                bIsLostAndComesBack();
                expect(session, group);
            } else if (group.isOfClient()) {
                group.messages().forEach(message -> session.sendRaw(message.toString()));
            } else {
                expect(session, group);
            }
        }
    }

    private void expect(TestSession session, Group group) {
        List<ObjectNode> expected = new ArrayList<>();
        group.messages().forEach(message -> expected.add(comparable(message)));
        List<ObjectNode> came = new ArrayList<>();
        while (came.size() < expected.size()) {
            JsonNode message = session.next();
            if (message.path("info").path("waitsFor").asText().equals("directory")) {
                addressOfMaster.complete(address(a.port()));
            }
            if (isFailureOfB(message)) {
                addressOfA.complete(address(a.port()));
            }
            if (isWanted(message, group)) {
                came.add(comparable(message));
            }
        }
        assertThat(came).as(group.header()).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** The session from start to end lets the second server fail before the first one responds. */
    private static boolean isFailureOfB(JsonNode message) {
        return message.path("state").asText().equals("Failed");
    }

    /** Events that depend on the clock are compared only where an example shows them. */
    private static boolean isWanted(JsonNode message, Group group) {
        String type = message.path("type").textValue();
        boolean dependsOnClock = Set.of("ack", "keyframe").contains(type) || message.has("attempt");
        return !dependsOnClock || group.messages().stream().anyMatch(it -> isAlike(it, message));
    }

    private static boolean isAlike(JsonNode example, JsonNode message) {
        return Stream.of("type", "state", "attempt")
                .allMatch(field -> example.path(field).equals(message.path(field)));
    }

    /** Replaces values that differ from run to run, and keeps the fields that every status has. */
    private static ObjectNode comparable(JsonNode message) {
        ObjectNode copy = message.deepCopy();
        if (copy.has("session")) {
            copy.put("session", "any");
        }
        if (copy.path("resume") instanceof ObjectNode resume) {
            resume.put("token", "any");
        }
        if (copy.has("retryInMs")) {
            copy.put("retryInMs", 0);
        }
        if (copy.path("info") instanceof ObjectNode info) {
            info.retain("level", "code", "description");
        }
        if (copy.path("type").asText().equals("message")) {
            copy.put("server", 0);
        }
        if (copy.path("type").asText().equals("ack")) {
            copy.put("bytes", 0).put("timestamp", 0);
            copy.path("servers")
                    .forEach(
                            server ->
                                    ((ObjectNode) server)
                                            .put("queueBytes", 0)
                                            .put("queueMs", 0)
                                            .put("sentBytes", 0)
                                            .put("frames", 0));
        }
        return copy;
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
