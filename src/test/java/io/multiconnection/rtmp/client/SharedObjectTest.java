package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.RtmpMessage;
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
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SharedObjectTest {

    private static final AmfValue RED = new AmfString("red");

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<SharedObjectEvent> received = new ArrayList<>();
    private final List<String> statuses = new ArrayList<>();
    private int version;

    @AfterEach
    void leavesNothingBehind() {
        assertThat(channel.finish()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void sendsAndReceivesEveryEvent(AmfEncoding encoding) {
        NetConnection connection = connected(encoding);
        SharedObject object = open(connection);
        assertThat(sentEvents(encoding)).containsExactly(new Use());

        receive(encoding, 7, new UseSuccess(), new Clear(), new Change("colour", RED));
        assertThat(object.isUsed()).isTrue();
        assertThat(version).isEqualTo(7);
        receive(encoding, 8, new Success("a"), new Change("b", AmfNull.NULL), new Remove("c"));
        receive(encoding, 8, new SendMessage("shout", List.of(RED)));
        receive(encoding, 8, new Status("SharedObject.NoWriteAccess", "error"));
        assertThat(received)
                .containsExactly(
                        new UseSuccess(),
                        new Clear(),
                        new Change("colour", RED),
                        new Success("a"),
                        new Remove("b"),
                        new Remove("c"),
                        new SendMessage("shout", List.of(RED)),
                        new Status("SharedObject.NoWriteAccess", "error"));
        assertThat(statuses).containsExactly("error SharedObject.NoWriteAccess");

        object.set("colour", RED);
        object.set("size", AmfNull.NULL);
        object.send("shout", List.of(RED));
        assertThat(sentEvents(encoding)).as("before flush").isEmpty();
        object.flush();
        assertThat(sentEvents(encoding))
                .containsExactly(
                        new RequestChange("colour", RED),
                        new RequestRemove("size"),
                        new SendMessage("shout", List.of(RED)));
        object.release();
        assertThat(sentEvents(encoding)).containsExactly(new Release());
        received.clear();
        receive(encoding, 9, new Change("colour", RED));
        assertThat(received).as("after release").isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void resendsUseUntilServerAnswers(AmfEncoding encoding) {
        open(connected(encoding));
        assertThat(sentEvents(encoding)).containsExactly(new Use());
        advanceOneSecond();
        assertThat(sentEvents(encoding)).containsExactly(new Use());
        receive(encoding, 0, new UseSuccess());
        advanceOneSecond();
        assertThat(sentEvents(encoding)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void splitsManyWritesIntoBoundedMessages(AmfEncoding encoding) {
        SharedObject object = open(connected(encoding));
        sentEvents(encoding);
        IntStream.range(0, 130).forEach(i -> object.set("slot" + i, RED));
        object.flush();
        assertThat(messages())
                .extracting(message -> message.events().size())
                .containsExactly(64, 64, 2);
    }

    @Test
    void holdsWritesUntilServerReads() {
        SharedObject object = open(connected(AmfEncoding.AMF0));
        sentEvents(AmfEncoding.AMF0);
        UnreadMessages unread = UnreadMessages.on(channel, RtmpMemory.unlimited());
        for (int i = 0; i < 40; i++) {
            object.set("slot" + i, new AmfString("x".repeat(60_000)));
            object.flush();
        }

        assertThat(unread.bytes()).isBetween(1L << 20, (1L << 20) + 128 * 1024);
        assertThat(object.send("shout", List.of(RED))).isFalse();

        int sent = unread.messages();
        unread.read();
        channel.advanceTimeBy(50, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(unread.messages()).isEqualTo(1);
        assertThat(unread.bytes())
                .as("the other writes in one message")
                .isGreaterThan((40 - sent) * 60_000L);
        unread.read();
        assertThat(object.send("shout", List.of(RED))).isTrue();
        object.flush();
        unread.read();
    }

    @Test
    void sendsAllWritesBeforeRelease() {
        SharedObject object = open(connected(AmfEncoding.AMF0));
        sentEvents(AmfEncoding.AMF0);
        UnreadMessages unread = UnreadMessages.on(channel, RtmpMemory.unlimited());
        for (int i = 0; i < 40; i++) {
            object.set("slot" + i, new AmfString("x".repeat(60_000)));
            object.flush();
        }
        object.release();

        assertThat(unread.bytes()).isGreaterThan(40 * 60_000L);
        unread.read();
        channel.advanceTimeBy(50, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(unread.messages()).isZero();
    }

    private SharedObject open(NetConnection connection) {
        return connection.sharedObject(
                "info",
                true,
                new SharedObject.Listener() {
                    @Override
                    public void onEvents(int known, List<SharedObjectEvent> events) {
                        version = known;
                        received.addAll(events);
                    }

                    @Override
                    public void onStatus(NetStatus status) {
                        statuses.add(status.level() + " " + status.code());
                    }
                });
    }

    private NetConnection connected(AmfEncoding encoding) {
        channel.freezeTime();
        NetConnection connection =
                new NetConnection(
                        channel, RtmpLimits.DEFAULT, RtmpMemory.unlimited(), new Deaf(), _ -> {});
        channel.pipeline()
                .addLast(new NetConnectionHandler(connection, () -> {}, RtmpLimits.DEFAULT));
        AmfNumber wanted = new AmfNumber(encoding == AmfEncoding.AMF3 ? 3 : 0);
        connection
                .connect(
                        new ConnectRequest(
                                RtmpUrl.parse("rtmp://a.example/live"),
                                Map.of("objectEncoding", wanted),
                                List.of(),
                                Duration.ofSeconds(1),
                                (InetAddress _) -> true,
                                RtmpMemory.unlimited()))
                .subscribe()
                .with(_ -> {});
        channel.releaseOutbound();
        receive(
                new Command(
                        "_result",
                        1,
                        AmfNull.NULL,
                        List.of(AmfObject.of("objectEncoding", wanted)),
                        AmfEncoding.AMF0));
        return connection;
    }

    private void receive(AmfEncoding encoding, int known, SharedObjectEvent... events) {
        receive(new SharedObjectMessage("info", known, true, List.of(events), encoding));
    }

    private void receive(io.multiconnection.rtmp.MessagePayload payload) {
        channel.writeInbound(RtmpMessage.of(payload));
    }

    private void advanceOneSecond() {
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    private List<SharedObjectEvent> sentEvents(AmfEncoding encoding) {
        List<SharedObjectMessage> messages = messages();
        assertThat(messages)
                .allSatisfy(
                        message -> {
                            assertThat(message.name()).isEqualTo("info");
                            assertThat(message.persistent()).isTrue();
                            assertThat(message.encoding()).isEqualTo(encoding);
                        });
        return messages.stream().flatMap(message -> message.events().stream()).toList();
    }

    private List<SharedObjectMessage> messages() {
        List<SharedObjectMessage> messages = new ArrayList<>();
        for (RtmpMessage next = channel.readOutbound();
                next != null;
                next = channel.readOutbound()) {
            messages.add((SharedObjectMessage) next.payload());
        }
        return messages;
    }

    private static final class Deaf implements NetConnectionListener {

        @Override
        public void onStatus(NetStatus status) {}

        @Override
        public void onLost(RtmpClientException fault) {}
    }
}
