package io.multiconnection.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.amf.AmfDate;
import io.multiconnection.amf.AmfInteger;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Clear;
import io.multiconnection.rtmp.SharedObjectEvent.RequestChange;
import io.multiconnection.rtmp.SharedObjectEvent.RequestRemove;
import io.multiconnection.rtmp.SharedObjectEvent.Success;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Persistence of shared objects across restarts and kills of the origin. */
@Timeout(120)
class PersistentObjectsTest {

    private static final int WRITES = 2000;

    @TempDir private Path folder;

    @Test
    void acknowledgedWritesSurviveKill() {
        int acknowledged = 0;
        int version = 0;
        try (OriginProcess killed = OriginProcess.start(folder);
                TestObject object =
                        TestObject.use(killed.port(), "room", true, AmfEncoding.AMF0).joined()) {
            for (int i = 0; i < WRITES; i++) {
                object.set("slot" + i, i);
            }
            while (acknowledged < WRITES / 2) {
                SharedObjectMessage message = object.nextMessage();
                assertThat(message.events()).containsExactly(new Success("slot" + acknowledged));
                acknowledged++;
                version = message.version();
            }
        }
        try (OriginProcess again = OriginProcess.start(folder);
                TestObject object = TestObject.use(again.port(), "room", true, AmfEncoding.AMF0)) {
            assertThat(object.nextMessage().version()).isBetween(version, WRITES);
            Map<String, AmfValue> slots = slots(object, acknowledged);
            for (int i = 0; i < acknowledged; i++) {
                assertThat(slots).containsEntry("slot" + i, new AmfNumber(i));
            }
        }
    }

    @Test
    void restoresEveryTypeButNoTemporaryObjects() {
        AmfObject value =
                AmfObject.of(
                        "when", new AmfDate(1.5e12, (short) 0),
                        "count", new AmfInteger(7),
                        "text", new AmfString("h\u00e9llo"));
        value.with("self", value);
        try (Origin origin = start();
                TestObject kept =
                        TestObject.use(origin.port(), "kept", true, AmfEncoding.AMF3).joined();
                TestObject gone = TestObject.use(origin, "gone", false).joined()) {
            kept.say(
                    new RequestChange("a", value),
                    new RequestChange("b", value),
                    new RequestRemove("b"));
            kept.next();
            gone.set("x", 1);
            gone.next();
        }
        try (Origin origin = start();
                TestObject kept = TestObject.use(origin.port(), "kept", true, AmfEncoding.AMF3);
                TestObject gone = TestObject.use(origin, "gone", false).joined()) {
            assertThat(kept.next()).containsExactly(new UseSuccess(), new Clear());
            assertThat(kept.next()).containsExactly(new Change("a", value));
            gone.set("y", 1);
            assertThat(gone.next()).containsExactly(new Success("y"));
        }
    }

    @Test
    void truncatesIncompleteEnd() throws IOException {
        write("x", 1);
        Path log = folder.resolve("objects.log");
        long whole = Files.size(log);
        write("y", 2);
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
            file.truncate(Files.size(log) - 1);
        }

        write("z", 3);

        try (Origin origin = start();
                TestObject object = TestObject.use(origin, "room", true).joined()) {
            assertThat(object.next())
                    .containsExactly(
                            new Change("x", new AmfNumber(1)), new Change("z", new AmfNumber(3)));
        }
        Files.write(log, new byte[100], StandardOpenOption.APPEND);
        start().close();
        assertThat(Files.size(log)).isGreaterThan(whole).isLessThan(2 * whole);
    }

    @Test
    void forgetsIdleStreams() throws IOException {
        AmfString text = new AmfString("x".repeat(60_000));
        try (Origin origin = start();
                TestObject object = TestObject.use(origin, "room", true).joined()) {
            for (int i = 0; i < 30; i++) {
                object.set("x", text);
                assertThat(object.next()).containsExactly(new Success("x"));
            }
            assertThat(Files.size(folder.resolve("objects.log"))).isLessThan(1 << 20);
        }
        try (Origin origin = start();
                TestObject object = TestObject.use(origin, "room", true)) {
            assertThat(object.nextMessage().version()).isEqualTo(30);
            assertThat(object.next()).containsExactly(new Change("x", text));
        }
    }

    @Test
    void refusesFolderOfAnotherOrigin() {
        try (Origin _ = start()) {
            assertThatThrownBy(this::start)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("in use by another server");
        }
        start().close();
    }

    @Test
    void ignoresOtherFiles() throws IOException {
        Path log = folder.resolve("objects.log");
        Files.writeString(log, "my diary");

        assertThatThrownBy(this::start).hasMessageContaining("expected 4d434f424a000001");

        assertThat(log).content().isEqualTo("my diary");
    }

    private Origin start() {
        return Origin.start(OriginOptions.DEFAULT.keepingIn(folder));
    }

    private void write(String slot, double value) {
        try (Origin origin = start();
                TestObject object = TestObject.use(origin, "room", true).joined()) {
            object.set(slot, value);
            List<SharedObjectEvent> heard = object.next();
            while (!heard.contains(new Success(slot))) {
                heard = object.next();
            }
        }
    }

    private static Map<String, AmfValue> slots(TestObject object, int atLeast) {
        Map<String, AmfValue> slots = new HashMap<>();
        while (slots.size() < atLeast) {
            object.next().forEach(event -> put(slots, event));
        }
        return slots;
    }

    private static void put(Map<String, AmfValue> slots, SharedObjectEvent event) {
        if (event instanceof Change(String slot, AmfValue value)) {
            slots.put(slot, value);
        }
    }
}
