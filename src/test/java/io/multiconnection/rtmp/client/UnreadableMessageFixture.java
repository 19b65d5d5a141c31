package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.ChunkDecoder;
import io.multiconnection.rtmp.MessageDecoder;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.UnreadableMessages;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Connection to a server whose messages the test damages, and the events it reports. */
abstract class UnreadableMessageFixture {

    /** Object of the externalizable class com.a.B, whose format only that class knows. */
    static final String UNKNOWN_CLASS = "11 0A 07 0F 636F6D2E612E42 01";

    final UnreadableMessages.Sender server = new UnreadableMessages.Sender();
    final EmbeddedChannel channel =
            new EmbeddedChannel(
                    new ChunkDecoder(RtmpLimits.DEFAULT, RtmpMemory.unlimited()),
                    new MessageDecoder(RtmpLimits.DEFAULT));
    final List<Integer> unreadable = new ArrayList<>();
    final List<String> data = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    final List<RtmpClientException> lost = new ArrayList<>();
    final List<NetStatus> statuses = new ArrayList<>();
    final NetConnection connection =
            new NetConnection(
                    channel,
                    RtmpLimits.DEFAULT,
                    RtmpMemory.unlimited(),
                    new NetConnectionListener() {
                        @Override
                        public void onStatus(NetStatus status) {
                            statuses.add(status);
                        }

                        @Override
                        public void onLost(RtmpClientException fault) {
                            lost.add(fault);
                        }

                        @Override
                        public void onCall(IncomingCall call) {
                            calls.add(call.method());
                        }

                        @Override
                        public void onData(String handler, List<AmfValue> arguments) {
                            data.add(handler);
                        }

                        @Override
                        public void onUnreadable(int typeId) {
                            unreadable.add(typeId);
                        }
                    },
                    lost::add);

    @BeforeEach
    void addHandler() {
        channel.pipeline()
                .addLast(new NetConnectionHandler(connection, () -> {}, RtmpLimits.DEFAULT));
    }

    @AfterEach
    void leavesNothingBehind() {
        server.close();
        channel.finishAndReleaseAll();
    }

    void connect() {
        connectRequest();
        receive(new Command("_result", 1, AmfNull.NULL, List.of(AmfNull.NULL), AmfEncoding.AMF0));
        nextCommand();
    }

    void connectRequest() {
        RtmpUrl url = RtmpUrl.parse("rtmp://h/app");
        ConnectRequest request =
                new ConnectRequest(
                        url,
                        Map.of(),
                        List.of(),
                        Duration.ofSeconds(1),
                        _ -> true,
                        RtmpMemory.unlimited());
        connection
                .connect(request)
                .subscribe()
                .with(_ -> {}, failure -> lost.add((RtmpClientException) failure));
    }

    void receive(MessagePayload payload) {
        server.send(RtmpMessage.of(payload), channel);
    }

    /** Returns the next command sent by the client. */
    Command nextCommand() {
        channel.runPendingTasks();
        for (Object message = channel.readOutbound(); ; message = channel.readOutbound()) {
            assertThat(message).as("a command").isNotNull();
            if (message instanceof RtmpMessage rtmp && rtmp.payload() instanceof Command command) {
                return command;
            }
        }
    }

    void assertNextMessageReceived() {
        receive(new Data(List.of(new AmfString("next")), AmfEncoding.AMF0));
        channel.runPendingTasks();
        assertThat(lost).isEmpty();
        assertThat(channel.isOpen()).isTrue();
        assertThat(data).last().isEqualTo("next");
    }
}
