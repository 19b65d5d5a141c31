package io.multiconnection.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfInteger;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Clear;
import io.multiconnection.rtmp.SharedObjectEvent.Release;
import io.multiconnection.rtmp.SharedObjectEvent.Remove;
import io.multiconnection.rtmp.SharedObjectEvent.RequestChange;
import io.multiconnection.rtmp.SharedObjectEvent.RequestRemove;
import io.multiconnection.rtmp.SharedObjectEvent.SendMessage;
import io.multiconnection.rtmp.SharedObjectEvent.Status;
import io.multiconnection.rtmp.SharedObjectEvent.Success;
import io.multiconnection.rtmp.SharedObjectEvent.Use;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import io.multiconnection.rtmp.UnreadableMessages;
import io.multiconnection.rtmp.server.ServerLimits;
import io.multiconnection.rtmp.server.SharedObjectLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events of the users of a shared object, as on Red5, and refused requests. */
@Timeout(600)
class SharedObjectsTest {

    private static final SharedObjectLimits LIMITS = new SharedObjectLimits(2, 2, 8, 3, 20, 40, 50);
    private static final Status NO_WRITE = new Status("SharedObject.NoWriteAccess", "error");
    private static final Status NOT_MADE = new Status("SharedObject.ObjectCreationFailed", "error");

    private final Origin origin = Origin.start(OriginOptions.DEFAULT);
    private final Origin narrow =
            Origin.start(OriginOptions.DEFAULT.within(ServerLimits.DEFAULT.with(LIMITS)));

    @AfterEach
    void close() {
        origin.close();
        narrow.close();
    }

    @Test
    void setterReceivesSuccessAndOthersReceiveChange() {
        try (TestObject a = TestObject.use(origin, "room", false);
                TestObject b = TestObject.use(origin, "room", false)) {
            assertThat(a.next()).containsExactly(new UseSuccess(), new Clear());
            assertThat(b.next()).containsExactly(new UseSuccess(), new Clear());

            a.set("x", 1);

            assertThat(a.nextMessage())
                    .isEqualTo(
                            new SharedObjectMessage(
                                    "room", 1, false, List.of(new Success("x")), AmfEncoding.AMF0));
            assertThat(b.nextMessage())
                    .isEqualTo(
                            new SharedObjectMessage(
                                    "room",
                                    1,
                                    false,
                                    List.of(new Change("x", new AmfNumber(1))),
                                    AmfEncoding.AMF0));
        }
    }

    @Test
    void laterUserReceivesExistingSlots() {
        try (TestObject a = TestObject.use(origin, "room", true).joined()) {
            a.say(
                    new RequestChange("x", new AmfNumber(1)),
                    new RequestChange("y", new AmfNumber(2)));
            assertThat(a.next()).containsExactly(new Success("x"), new Success("y"));

            try (TestObject b = TestObject.use(origin, "room", true)) {
                assertThat(b.next()).containsExactly(new UseSuccess(), new Clear());
                SharedObjectMessage slots = b.nextMessage();
                assertThat(slots.version()).isEqualTo(1);
                assertThat(slots.events())
                        .containsExactly(
                                new Change("x", new AmfNumber(1)),
                                new Change("y", new AmfNumber(2)));

                b.sayKnowing(1, new Use());
                assertThat(b.next()).containsExactly(new UseSuccess());
                b.next();
                b.sayKnowing(7, new Use());
                assertThat(b.next()).containsExactly(new UseSuccess(), new Clear());
            }
        }
    }

    @Test
    void allUsersReceiveRemovalsAndMessages() {
        SendMessage hello = new SendMessage("hello", List.of(new AmfString("all"), AmfNull.NULL));
        try (TestObject a = TestObject.use(origin, "room", false).joined();
                TestObject b = TestObject.use(origin, "room", false).joined()) {
            for (String slot : List.of("w", "x", "y", "z")) {
                a.set(slot, 1);
                a.next();
                b.next();
            }

            a.say(new RequestRemove("w"));
            assertThat(a.next()).containsExactly(new Remove("w"));
            assertThat(b.next()).containsExactly(new Remove("w"));
            a.set("x", AmfNull.NULL);
            assertThat(b.next()).containsExactly(new Remove("x"));
            a.set("y", AmfUndefined.UNDEFINED);
            assertThat(b.next()).containsExactly(new Remove("y"));
            a.next();
            a.next();

            a.say(hello);
            assertThat(a.next()).containsExactly(hello);
            assertThat(b.next()).containsExactly(hello);
            a.say(new Clear());
            assertThat(a.next()).containsExactly(new Remove("z"));
            assertThat(b.next()).containsExactly(new Remove("z"));
        }
    }

    @Test
    void eachUserReceivesItsOwnEncoding() {
        AmfObject value = AmfObject.of("n", new AmfInteger(7));
        try (TestObject old = TestObject.use(origin, "room", false).joined();
                TestObject young = TestObject.use(origin.port(), "room", false, AmfEncoding.AMF3)) {
            assertThat(young.nextMessage().encoding()).isEqualTo(AmfEncoding.AMF3);
            young.set("x", value);

            assertThat(young.next()).containsExactly(new Success("x"));
            SharedObjectMessage heard = old.nextMessage();
            assertThat(heard.encoding()).isEqualTo(AmfEncoding.AMF0);
            assertThat(heard.events())
                    .containsExactly(new Change("x", AmfObject.of("n", new AmfNumber(7))));
            old.set("y", value);
            assertThat(young.nextMessage().encoding()).isEqualTo(AmfEncoding.AMF3);
        }
    }

    @Test
    void keepsPersistentObjectAfterLastUserOnly() {
        for (boolean persistent : List.of(false, true)) {
            try (TestObject a = TestObject.use(origin, "room" + persistent, persistent).joined()) {
                a.set("x", 1);
                a.next();
                a.say(new Release());
                a.say(new Use());
                assertThat(a.nextMessage().version()).isEqualTo(persistent ? 1 : 0);
                a.set("y", 1);
                assertThat(a.nextMessage().events().getFirst())
                        .isEqualTo(
                                persistent ? new Change("x", new AmfNumber(1)) : new Success("y"));
            }
            origin.when(state -> state.connections() == 0).join();
            try (TestObject b = TestObject.use(origin, "room" + persistent, persistent)) {
                assertThat(b.nextMessage().version()).isEqualTo(persistent ? 2 : 0);
            }
        }
    }

    @Test
    void separatesObjectsOfInstances() {
        try (TestObject a = TestObject.open(origin.port(), "live/one", "room", false);
                TestObject b = TestObject.open(origin.port(), "live/two", "room", false)) {
            a.say(new Use(), new RequestChange("x", new AmfNumber(1)));
            assertThat(a.next()).containsExactly(new UseSuccess(), new Clear(), new Success("x"));
            b.say(new Use(), new RequestChange("x", new AmfNumber(2)));
            assertThat(b.nextMessage().version()).isEqualTo(1);
        }
    }

    @Test
    void persistenceIsEqualForAllUsers() {
        try (TestObject a = TestObject.use(origin, "room", true).joined();
                TestObject b = TestObject.use(origin, "room", false)) {
            assertThat(b.nextMessage())
                    .isEqualTo(
                            new SharedObjectMessage(
                                    "room",
                                    0,
                                    false,
                                    List.of(new Status("SharedObject.BadPersistence", "error")),
                                    AmfEncoding.AMF0));
            a.set("x", 1);
            assertThat(a.next()).containsExactly(new Success("x"));
        }
    }

    @Test
    void onlyUsersWrite() {
        try (TestObject a = TestObject.use(origin, "room", false).joined();
                TestObject b = TestObject.open(origin.port(), "live", "room", false);
                TestObject c = TestObject.open(origin.port(), "live", "none", false)) {
            b.set("x", 1);
            assertThat(b.next()).containsExactly(NO_WRITE);
            c.say(new RequestRemove("x"));
            assertThat(c.next()).containsExactly(NO_WRITE);
            a.set("y", 1);
            assertThat(a.next()).containsExactly(new Success("y"));
        }
    }

    /** Checks that an unreadable write is refused like one over a limit. */
    @Test
    void refusesUnreadableWrite() {
        try (TestObject a = TestObject.use(origin, "so", false).joined()) {
            a.set("x", 1);
            assertThat(a.next()).containsExactly(new Success("x"));
            byte[] body = UnreadableMessages.body(19, "FF");
            body[16] = 3; // a request to change, from a client
            a.say(UnreadableMessages.raw(19, body));
            assertThat(a.next()).containsExactly(NO_WRITE, new Change("x", new AmfNumber(1)));
        }
    }

    @Test
    void sendsTenThousandSlotsToSlowReader() {
        String text = "x".repeat(300);
        try (TestObject a = TestObject.use(origin, "room", false).joined()) {
            for (int i = 0; i < 100; i++) {
                List<SharedObjectEvent> changes = new ArrayList<>();
                for (int j = 0; j < 100; j++) {
                    changes.add(new RequestChange("slot" + (100 * i + j), new AmfString(text)));
                }
                a.say(changes.toArray(SharedObjectEvent[]::new));
                assertThat(a.next()).hasSize(100);
            }
            try (TestObject b = TestObject.use(origin, "room", false)) {
                b.client().read(false);
                a.set("slot0", 1);
                assertThat(a.next()).containsExactly(new Success("slot0"));
                b.client().read(true);

                List<SharedObjectEvent> heard = new ArrayList<>(b.next());
                while (!heard.contains(new Change("slot9999", new AmfString(text)))) {
                    heard.addAll(b.next());
                }
                assertThat(heard.stream().filter(Change.class::isInstance))
                        .hasSizeBetween(10_000, 10_001);
            }
        }
    }

    @Test
    void maxObjects() {
        try (TestObject one = TestObject.use(narrow, "one", false).joined();
                TestObject _ = TestObject.use(narrow, "two", false).joined();
                TestObject three = TestObject.use(narrow, "three", false)) {
            assertThat(three.next()).containsExactly(NOT_MADE);
            one.say(new Release());
            one.client().call("echo");
            three.say(new Use());
            three.joined();
        }
    }

    @Test
    void maxUsers() {
        try (TestObject one = TestObject.use(narrow, "room", false).joined();
                TestObject two = TestObject.use(narrow, "room", false).joined();
                TestObject three = TestObject.use(narrow, "room", false)) {
            assertThat(three.next()).containsExactly(NOT_MADE);
            three.set("x", 1);
            assertThat(three.next()).containsExactly(NO_WRITE);
            two.set("x", 1);
            assertThat(one.next()).containsExactly(new Change("x", new AmfNumber(1)));
        }
    }

    @Test
    void maxNameBytes() {
        try (TestObject one = TestObject.use(narrow, "nine char", false);
                TestObject two = TestObject.use(narrow, "room", false).joined()) {
            assertThat(one.next()).containsExactly(NOT_MADE);
            two.set("nine char", 1);
            assertThat(two.next()).containsExactly(NO_WRITE);
        }
    }

    @Test
    void maxSlots() {
        try (TestObject object = TestObject.use(narrow, "room", false).joined()) {
            object.set("a", 1);
            object.set("b", 1);
            object.set("c", 1);
            object.next();
            object.next();
            object.next();
            object.set("d", 1);
            assertThat(object.next()).containsExactly(NO_WRITE, new Remove("d"));
            object.set("c", 2);
            assertThat(object.next()).containsExactly(new Success("c"));
        }
    }

    @Test
    void maxValueBytes() {
        try (TestObject object = TestObject.use(narrow, "room", false).joined()) {
            object.set("a", new AmfString("x".repeat(17)));
            assertThat(object.next()).containsExactly(new Success("a"));
            object.set("a", new AmfString("x".repeat(18)));
            assertThat(object.next())
                    .containsExactly(NO_WRITE, new Change("a", new AmfString("x".repeat(17))));
        }
    }

    @Test
    void maxObjectBytes() {
        try (TestObject object = TestObject.use(narrow, "room", false).joined()) {
            object.set("a", new AmfString("x".repeat(16)));
            object.set("b", new AmfString("x".repeat(16)));
            assertThat(object.next()).containsExactly(new Success("a"));
            assertThat(object.next()).containsExactly(new Success("b"));
            object.set("b", new AmfString("x".repeat(17)));
            assertThat(object.next())
                    .containsExactly(NO_WRITE, new Change("b", new AmfString("x".repeat(16))));
        }
    }

    @Test
    void maxTotalBytes() {
        try (TestObject one = TestObject.use(narrow, "one", false).joined();
                TestObject two = TestObject.use(narrow, "two", false).joined()) {
            one.set("a", new AmfString("x".repeat(16)));
            one.set("b", new AmfString("x".repeat(16)));
            one.next();
            one.next();
            two.set("a", 1);
            assertThat(two.next()).containsExactly(new Success("a"));
            two.set("b", 1);
            assertThat(two.next()).containsExactly(NO_WRITE, new Remove("b"));
            one.say(new Release());
            one.client().call("echo");
            two.set("b", 1);
            assertThat(two.next()).containsExactly(new Success("b"));
        }
    }

    @Test
    void refusesValueThatSomeUserCannotRead() {
        try (TestObject object = TestObject.use(origin, "room", false).joined()) {
            object.set("a", AmfObject.of("", new AmfNumber(1)));
            assertThat(object.next()).containsExactly(NO_WRITE, new Remove("a"));
            object.set("a", new AmfStrictArray(List.of(new AmfNumber(1))));
            assertThat(object.next()).containsExactly(new Success("a"));
        }
    }
}
