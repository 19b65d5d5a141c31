package io.multiconnection.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.Request.PathWrite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlotPathTest {

    private static final AmfValue ONE = new AmfNumber(1);
    private static final AmfValue TWO = new AmfNumber(2);
    private static final AmfValue GONE = AmfUndefined.UNDEFINED;

    private final Slots held = new Slots(new HeapCounter());

    private static PathWrite write(AmfValue value, String... path) {
        return new PathWrite(List.of(path), value);
    }

    private Map<String, AmfValue> written(PathWrite... writes) {
        return SlotPath.written(held, List.of(writes));
    }

    @Test
    void createsMissingObjects() {
        assertThat(written(write(ONE, "user", "name", "first")))
                .isEqualTo(Map.of("user", AmfObject.of("name", AmfObject.of("first", ONE))));
    }

    @Test
    void keepsMembersBesidePath() {
        AmfObject user = AmfObject.of("age", ONE, "name", AmfObject.of("last", ONE));
        held.put("user", user);
        assertThat(written(write(TWO, "user", "age")))
                .isEqualTo(
                        Map.of(
                                "user",
                                AmfObject.of("age", TWO, "name", AmfObject.of("last", ONE))));
        assertThat(user.property("age")).as("what was held").isEqualTo(ONE);
    }

    @Test
    void appliesWritesInOrder() {
        assertThat(
                        written(
                                write(ONE, "user"),
                                write(GONE, "user"),
                                write(TWO, "user", "age"),
                                write(ONE, "user", "size")))
                .isEqualTo(Map.of("user", AmfObject.of("age", TWO, "size", ONE)));
    }

    @Test
    void nullDeletesWithoutCreatingObjects() {
        held.put("user", AmfObject.of("age", ONE));
        assertThat(written(write(AmfNull.NULL, "user", "age")))
                .isEqualTo(Map.of("user", new AmfObject()));
        assertThat(written(write(AmfNull.NULL, "user"))).isEqualTo(Map.of("user", GONE));
        assertThat(written(write(GONE, "other", "in", "side"))).isEqualTo(Map.of("other", GONE));
    }

    @Test
    void writesInArraysOfBothKinds() {
        held.put("list", new AmfStrictArray(List.of(ONE)));
        held.put("ecma", new AmfEcmaArray(Map.of("a", ONE)));
        assertThat(written(write(TWO, "list", "2"), write(TWO, "ecma", "b")))
                .isEqualTo(
                        Map.of(
                                "list", new AmfStrictArray(List.of(ONE, GONE, TWO)),
                                "ecma", new AmfEcmaArray(Map.of("a", ONE, "b", TWO))));
    }

    @Test
    void refusesPathsThroughValuesWithoutMembers() {
        held.put("text", new AmfString("words"));
        held.put("list", new AmfStrictArray(List.of()));
        assertRefused(
                "a path leads to \"in\" inside a value without members, expected an object or an"
                        + " array",
                "text",
                "in");
        assertRefused("a path leads to \"x\" inside an array, expected 0..65535", "list", "x");
        assertRefused(
                "a path leads to \"65536\" inside an array, expected 0..65535", "list", "65536");
        assertRefused("a path leads to \"-1\" inside an array, expected 0..65535", "list", "-1");
    }

    private void assertRefused(String message, String... path) {
        assertThatThrownBy(() -> written(write(ONE, path)))
                .isInstanceOf(ReplicaException.class)
                .hasMessage(message);
    }

    @Test
    void goesAsDeepAsAPathMay() {
        List<String> path = new ArrayList<>(Arrays.asList(new String[64]));
        path.replaceAll(_ -> "in");
        AmfValue value = SlotPath.written(held, List.of(new PathWrite(path, ONE))).get("in");
        for (int depth = 1; depth < 64; depth++) {
            assertThat(value).isInstanceOf(AmfObject.class);
            value = ((AmfObject) value).property("in");
        }
        assertThat(value).isEqualTo(ONE);
    }

    /** Checks large arrays; a copy for each write would be 4 billion elements. */
    @Test
    void copiesLargeArrayOnceForAllWrites() {
        held.put("list", AmfStrictArray.of(ONE));
        PathWrite[] writes = new PathWrite[60_000];
        for (int i = 0; i < writes.length; i++) {
            writes[i] = write(TWO, "list", Integer.toString(i + 1));
        }
        AmfStrictArray list = (AmfStrictArray) written(writes).get("list");
        assertThat(list.elements()).hasSize(60_001).startsWith(ONE, TWO).endsWith(TWO);
        assertThat(held.get("list")).as("what was held").isEqualTo(AmfStrictArray.of(ONE));
    }

    /**
     * Checks that a write into a value changes neither the client's value nor slots that share it.
     */
    @Test
    void copiesValuesSharedByOtherSlots() {
        AmfObject shared = AmfObject.of("a", ONE);
        held.put("x", AmfObject.of("inside", shared));
        Map<String, AmfValue> next =
                written(
                        write(shared, "x", "again"),
                        write(TWO, "x", "again", "a"),
                        write(shared, "y"),
                        write(TWO, "y", "b"));
        assertThat(next)
                .containsEntry("x", AmfObject.of("inside", shared, "again", AmfObject.of("a", TWO)))
                .containsEntry("y", AmfObject.of("a", ONE, "b", TWO));
        assertThat(shared).isEqualTo(AmfObject.of("a", ONE));
    }
}
