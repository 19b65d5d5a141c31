package io.multiconnection.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfInteger;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Clear;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
import io.multiconnection.rtmp.SharedObjectEvent.Remove;
import io.multiconnection.rtmp.UnreadableReason;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.multiconnection.target.AllowList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading of the slots of a directory, including malformed ones. */
class RoomReaderTest {

    private static final AmfValue URL = new AmfString("rtmp://a.example/chat");

    private static AmfObject room() {
        return AmfObject.of("url", URL).with("capacity", new AmfNumber(80));
    }

    @Test
    void readsARoom() {
        AmfValue slot = room().with("users", new AmfInteger(3)).with("group", new AmfString("g"));
        assertThat(RoomReader.read("lobby", slot))
                .isEqualTo(
                        new Room(
                                "lobby",
                                "g",
                                List.of(RtmpUrl.parse("rtmp://a.example/chat")),
                                3,
                                80));
    }

    @Test
    void acceptsRoomWithoutUsersAndGroup() {
        Room room = RoomReader.read("lobby", room().with("group", AmfNull.NULL));
        assertThat(room.users()).isZero();
        assertThat(room.group()).isNull();
    }

    @Test
    void readsEcmaArraysOfJavaServers() {
        AmfValue urls = new AmfEcmaArray().with("0", URL);
        AmfValue slot = new AmfEcmaArray().with("urls", urls).with("capacity", new AmfNumber(1));
        assertThat(RoomReader.read("lobby", slot).labels())
                .containsExactly("rtmp://a.example/chat");
    }

    static List<AmfValue> whatIsNoRoom() {
        return List.of(
                new AmfString("rtmp://a.example/chat"),
                new AmfObject(),
                AmfObject.of("url", URL),
                room().with("capacity", new AmfNumber(-1)),
                room().with("capacity", new AmfNumber(1.5)),
                room().with("capacity", new AmfNumber(1_000_001)),
                room().with("capacity", new AmfString("80")),
                room().with("users", new AmfNumber(Double.NaN)),
                room().with("url", new AmfString("http://a.example/chat")),
                room().with("url", new AmfString("rtmp://a.example/" + "x".repeat(4096))),
                room().with("urls", new AmfStrictArray(List.of())),
                room().with("urls", new AmfStrictArray(Collections.nCopies(17, URL))),
                room().with("urls", URL),
                room().with("group", new AmfString("")),
                room().with("group", new AmfString("x".repeat(256))),
                room().with("group", new AmfNumber(1)));
    }

    @ParameterizedTest
    @MethodSource("whatIsNoRoom")
    void refusesWhatIsNoRoom(AmfValue slot) {
        assertThatThrownBy(() -> RoomReader.read("lobby", slot))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesUnprintableIds() {
        assertThatThrownBy(() -> RoomReader.read("a\nb", room()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RoomReader.read("x".repeat(256), room()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsUnreadableSlotAsMalformedUntilReadable() {
        RoomSlots slots = new RoomSlots(new AllowList(List.of("*")));
        UnreadableReason damage = new UnreadableReason("unknown class", "unknown class");
        slots.apply(List.of(new Change("a", room()), new Malformed(4, "a", damage)));
        slots.apply(List.of(new Malformed(4, "b", damage), new Malformed(6, "", damage)));
        assertThat(slots.rooms().all()).isEmpty();
        assertThat(slots.rooms().malformed()).isEqualTo(2);
        slots.apply(List.of(new Change("a", room())));
        assertThat(slots.rooms().all()).hasSize(1);
        assertThat(slots.rooms().malformed()).isEqualTo(1);
    }

    @Test
    void countsSlotsOverLimitAsMalformed() {
        RoomSlots slots = new RoomSlots(new AllowList(List.of("*")));
        for (int i = 0; i < RoomSlots.MAX_SLOTS; i++) {
            slots.apply(List.of(new Change("room " + i, i % 2 == 0 ? room() : AmfNull.NULL)));
        }
        slots.apply(List.of(new Change("one more", room())));
        assertThat(slots.rooms().all()).hasSize(RoomSlots.MAX_SLOTS / 2);
        assertThat(slots.rooms().malformed()).isEqualTo(RoomSlots.MAX_SLOTS / 2 + 1);
        slots.apply(List.of(new Remove("room 0"), new Change("one more", room())));
        assertThat(slots.rooms().all()).hasSize(RoomSlots.MAX_SLOTS / 2);
        slots.apply(List.of(new Clear()));
        assertThat(slots.rooms().all()).isEmpty();
        assertThat(slots.rooms().malformed()).isZero();
    }
}
