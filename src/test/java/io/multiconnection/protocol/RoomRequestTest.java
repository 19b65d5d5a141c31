package io.multiconnection.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.multiconnection.protocol.GatewayMessage.Failure;
import io.multiconnection.protocol.Request.Connect;
import io.multiconnection.protocol.Request.ConnectToRoom;
import io.multiconnection.protocol.Request.Require;
import io.multiconnection.protocol.Request.RoomRef;
import io.multiconnection.protocol.Request.RoomWish;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Connect requests to a room (PROTOCOL.md, section 17). */
class RoomRequestTest {

    private final RequestReader reader = new RequestReader(64);

    private Request read(String fields) {
        return reader.read("{'id':1,'type':'connect',%s}".formatted(fields).replace('\'', '"'));
    }

    private String refusal(String fields) {
        RequestException refused = catchThrowableOfType(RequestException.class, () -> read(fields));
        return refused.answer() instanceof Failure failure ? failure.message() : "";
    }

    @Test
    void readsRoomWithDefaults() {
        Connect connect =
                new Connect(
                        1,
                        List.of(),
                        new Require.All(),
                        Duration.ofSeconds(3),
                        List.of(),
                        Map.of(),
                        true);
        RoomWish wish = new RoomWish(null, new RoomRef.Room("lobby"), null, null);
        assertThat(read("'room':'lobby'")).isEqualTo(new ConnectToRoom(wish, connect));
    }

    @Test
    void readsGroupWithAllFields() {
        String fields = "'group':'chat','directory':'main','user':'Foo','credentials':'hush'";
        assertThat(((ConnectToRoom) read(fields)).wish())
                .isEqualTo(new RoomWish("main", new RoomRef.Group("chat"), "Foo", "hush"));
    }

    @Test
    void hidesCredentials() {
        assertThat(read("'room':'lobby','credentials':'hush'").toString()).doesNotContain("hush");
        String tooLong = "hush".repeat(1025);
        assertThat(refusal("'room':'lobby','credentials':'%s'".formatted(tooLong)))
                .isEqualTo("credentials has 4100 characters, expected 1..4096");
    }

    @Test
    void rejectsInvalidFields() {
        assertThat(refusal("'room':'a','group':'b'")).contains("either servers, a room or a group");
        assertThat(refusal("'room':'a','servers':[]"))
                .contains("either servers, a room or a group");
        assertThat(refusal("'room':''")).isEqualTo("room has 0 characters, expected 1..255");
        assertThat(refusal("'room':7")).isEqualTo("room is 7, expected a string");
        assertThat(refusal("'group':'%s'".formatted("x".repeat(256))))
                .isEqualTo("group has 256 characters, expected 1..255");
        assertThat(refusal("'room':'a','user':''"))
                .isEqualTo("user has 0 characters, expected 1..255");
    }
}
