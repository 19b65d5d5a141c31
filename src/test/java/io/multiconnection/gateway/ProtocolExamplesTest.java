package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.origin.Origin;
import io.multiconnection.rooms.AdmissionHook;
import io.multiconnection.rooms.DirectoryConfig;
import io.multiconnection.rooms.Lobby;
import io.multiconnection.rooms.LobbyConfig;
import io.multiconnection.rooms.LobbyMetrics;
import io.multiconnection.rooms.MemoryReservations;
import io.multiconnection.rooms.UserCountMode;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.multiconnection.target.AllowList;
import io.multiconnection.target.BackoffPolicy;
import io.netty.channel.EventLoop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs the examples of PROTOCOL.md: sends the messages after {@code →} to a session, and expects
 * the messages after {@code ←}. Messages of one group may arrive in any order; a status may have
 * more fields than its example, and fields that differ between runs are not compared.
 */
class ProtocolExamplesTest {

    private static final Pattern BLOCK = Pattern.compile("```jsonc\n(.*?)```", Pattern.DOTALL);
    private static final Pattern GROUP =
            Pattern.compile("^// ([→←].*)\n((?:(?!// [→←]).*\n)*)", Pattern.MULTILINE);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Group of messages of one side. */
    private record Group(String header, List<JsonNode> messages) {

        boolean isOurs() {
            return header.startsWith("→");
        }
    }

    private final Origin a = Origin.start(Origin.Options.DEFAULT);
    private Origin b = Origin.start(Origin.Options.DEFAULT);
    private final CompletableFuture<InetSocketAddress> addressOfA = new CompletableFuture<>();
    private final CompletableFuture<InetSocketAddress> addressOfMaster = new CompletableFuture<>();
    private final Map<String, CompletableFuture<InetSocketAddress>> addresses =
            new ConcurrentHashMap<>(Map.of("a.example", addressOfA));

    @AfterEach
    void closeOrigins() {
        a.close();
        b.close();
    }

    @Test
    void runsExamplesOfRequests() throws IOException {
        addressOfA.complete(address(a.port()));
        bIsThere();
        try (TestSession session = session()) {
            session.await("hello");
            List<List<Group>> blocks = blocks();
            assertThat(blocks).hasSize(16);
            blocks.subList(0, 13).forEach(block -> converse(session, block));
        }
    }

    @Test
    void runsExampleFromStartToEnd() throws IOException {
        b.close();
        bIsThere();
        try (TestSession session = session()) {
            converse(session, blocks().get(13));
        }
    }

    @Test
    void runsExampleOfLostWebSocket() throws IOException {
        addressOfA.complete(address(a.port()));
        try (TestSession session = session()) {
            String token = session.await("hello").path("resume").path("token").textValue();
            String block = blockTexts().get(14);
            converse(session, groups(block.replaceAll("\"token\": \"[^\"]*\"", token(token))));
        }
    }

    private static String token(String token) {
        return "\"token\": \"" + token + "\"";
    }

    @Test
    void runsExampleOfRooms() throws IOException {
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
            converse(session, blocks().getLast());
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
                LobbyConfig.DEFAULT,
                AdmissionHook.EVERYBODY,
                new MemoryReservations(),
                new Lobby.Network(loop, dialer, BackoffPolicy.DEFAULT, MemoryBudget.unlimited()),
                LobbyMetrics.NONE);
    }

    private TestSession session() {
        return new TestSession(new Names(addresses), SessionLimits.DEFAULT);
    }

    private void bIsThere() {
        addresses.put("b.example", CompletableFuture.completedFuture(address(b.port())));
    }

    /** Keeps a server unreachable until the test restores it. */
    private void bIsLostAndComesBack() {
        CompletableFuture<InetSocketAddress> back = new CompletableFuture<>();
        addresses.put("b.example", back);
        b.close();
        b = Origin.start(Origin.Options.DEFAULT.on("127.0.0.1", b.port()));
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
            } else if (group.isOurs()) {
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

    /** Delays the first server: in the last example, the second one fails first. */
    private static boolean isFailureOfB(JsonNode message) {
        return message.path("state").asText().equals("Failed");
    }

    /** Events that depend on time are compared only where an example shows them. */
    private static boolean isWanted(JsonNode message, Group group) {
        String type = message.path("type").textValue();
        boolean byTheClock = Set.of("ack", "keyframe").contains(type) || message.has("attempt");
        return !byTheClock || group.messages().stream().anyMatch(it -> isAlike(it, message));
    }

    private static boolean isAlike(JsonNode example, JsonNode message) {
        return Stream.of("type", "state", "attempt")
                .allMatch(field -> example.path(field).equals(message.path(field)));
    }

    /** Returns a message without the fields that differ between runs or exceed the example. */
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

    private static List<List<Group>> blocks() throws IOException {
        List<List<Group>> blocks = new ArrayList<>();
        for (String text : blockTexts()) {
            blocks.add(groups(text));
        }
        return blocks;
    }

    private static List<String> blockTexts() throws IOException {
        return BLOCK.matcher(Files.readString(Path.of("PROTOCOL.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** Line that begins with an arrow, and so begins a group. */
    private static List<Group> groups(String block) throws IOException {
        List<Group> groups = new ArrayList<>();
        Matcher group = GROUP.matcher(block);
        while (group.find()) {
            groups.add(new Group(group.group(1), messages(group.group(2))));
        }
        return groups;
    }

    private static List<JsonNode> messages(String text) throws IOException {
        try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(text)) {
            return values.readAll();
        }
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
