package io.multiconnection.rtmp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.RtmpMessage;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Client of a server, without a network: sends messages and reads the answers. */
final class TestClient {

    /** Transaction id of commands sent by {@link #call}; {@link #tell} sends 0. */
    static final int TRANSACTION = 7;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ServerConnection connection;

    TestClient(ServerLimits limits, ServerApplication application) {
        channel.freezeTime();
        connection = new ServerConnection(channel, limits, application);
        channel.pipeline().addLast(new ServerConnectionHandler(connection, limits.rtmp()));
    }

    EmbeddedChannel channel() {
        return channel;
    }

    ServerConnection connection() {
        return connection;
    }

    void connect(String app) {
        connect(AmfObject.of("app", new AmfString(app)));
    }

    void connect(AmfValue properties) {
        say(0, new Command("connect", 1, properties, List.of(), AmfEncoding.AMF0));
    }

    /** Connects, creates a stream with id 1 and discards the answers. */
    void openStream() {
        connect("live");
        call("createStream");
        heard();
    }

    /** Sends a command of the connection that expects an answer. */
    void call(String name, AmfValue... arguments) {
        command(0, name, TRANSACTION, arguments);
    }

    /** Sends a command on a stream that expects no answer. */
    void tell(int messageStreamId, String name, AmfValue... arguments) {
        command(messageStreamId, name, 0, arguments);
    }

    void command(int messageStreamId, String name, int transactionId, AmfValue... arguments) {
        say(
                messageStreamId,
                new Command(
                        name, transactionId, AmfNull.NULL, List.of(arguments), AmfEncoding.AMF0));
    }

    void say(int messageStreamId, MessagePayload payload) {
        channel.writeInbound(new RtmpMessage(0, messageStreamId, payload));
    }

    /** Advances the clock of the channel. */
    void wait(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    /** Returns all messages of the server since the last call, in order. */
    List<RtmpMessage> heard() {
        List<RtmpMessage> all = new ArrayList<>();
        for (Object message = channel.readOutbound();
                message != null;
                message = channel.readOutbound()) {
            if (message instanceof RtmpMessage rtmp) {
                all.add(rtmp);
            }
        }
        return all;
    }

    /** Returns the only message of the server since the last call, which is a command. */
    Command heardCommand() {
        List<RtmpMessage> heard = heard();
        assertThat(heard).hasSize(1);
        return (Command) heard.getFirst().payload();
    }

    /** Returns the codes of the statuses of a stream since the last call. */
    List<String> heardCodes(int messageStreamId) {
        return heard().stream()
                .filter(message -> message.messageStreamId() == messageStreamId)
                .filter(message -> message.payload() instanceof Command)
                .map(message -> code((Command) message.payload()))
                .toList();
    }

    static String code(Command command) {
        return text(command, "code");
    }

    static String description(Command command) {
        return text(command, "description");
    }

    private static String text(Command command, String property) {
        AmfObject info = (AmfObject) command.arguments().getFirst();
        return ((AmfString) info.property(property)).value();
    }

    static AmfValue[] amf(Object... values) {
        AmfValue[] all = new AmfValue[values.length];
        for (int i = 0; i < values.length; i++) {
            all[i] =
                    switch (values[i]) {
                        case String text -> new AmfString(text);
                        case Integer number -> new AmfNumber(number);
                        case Boolean flag -> AmfValue.of(flag);
                        case AmfValue value -> value;
                        default -> throw new IllegalArgumentException("no value: " + values[i]);
                    };
        }
        return all;
    }
}
