package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.RtmpMessage;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refusals in plain words, with the server's own behind. */
class RefusalWordsTest {

    private static AmfObject error(String code, String description) {
        return AmfObject.of(
                "level",
                new AmfString("error"),
                "code",
                new AmfString(code),
                "description",
                new AmfString(description));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    [ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : | this server asks for a user and password: rtmp://user:password@…
                    [ AccessManager.Reject ] : [ authmod=llnw ] : ?reason=needauth&user=a&nonce=b | this server asks for a user and password: rtmp://user:password@…
                    Authentication required | this server asks for a user and password: rtmp://user:password@…
                    [ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=authfailed&opaque=vgoAAA== | wrong user or password
                    [ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=nosuchuser | wrong user or password
                    Authentication Failed. | wrong user or password
                    [ code=403 need auth; authmod=kerberos ] | this server asks for a user and password in a way that this gateway does not know
                    """)
    void connect(String description, String words) {
        ScriptedServer server =
                new ScriptedServer(
                        new ScriptedServer.Behaviour() {
                            @Override
                            public void connect(ChannelHandlerContext client, Command connect) {
                                client.writeAndFlush(
                                        RtmpMessage.of(
                                                new Command(
                                                        "_error",
                                                        connect.transactionId(),
                                                        AmfNull.NULL,
                                                        List.of(
                                                                error(
                                                                        "NetConnection.Connect.Rejected",
                                                                        description)),
                                                        AmfEncoding.AMF0)));
                            }

                            @Override
                            public void connected(ChannelHandlerContext client) {}
                        });
        try (server;
                TestSession session = new TestSession()) {
            session.send(
                    "{'id':1,'type':'connect','servers':['%s']}".formatted(server.url("live")));
            assertThat(session.server(0, "Rejected").path("text").textValue())
                    .isEqualTo(
                            "%s: connect was refused: %s: %s"
                                    .formatted(server.url("live"), words, description));
        }
    }

    @Test
    void tellsRefusedConnectOnce() {
        try (Origin closed = Origin.start(OriginOptions.DEFAULT.refusingApp("live"));
                TestSession session = new TestSession()) {
            session.send(
                    "{'id':1,'type':'connect','servers':['%s']}".formatted(closed.url("live")));
            List<String> codes = new ArrayList<>();
            JsonNode message = session.next();
            while (!message.has("id")) {
                if (message.path("type").asText().equals("status") && message.has("server")) {
                    codes.add(message.path("info").path("code").asText());
                }
                message = session.next();
            }
            assertThat(codes).containsExactly("NetConnection.Connect.Rejected");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    NetStream.Publish.BadName | Already publishing | ': the name is already being published: Already publishing'
                    NetStream.Publish.Denied | stream is busy | ': the name is already being published: stream is busy'
                    NetStream.Publish.Failed | The stream rtmp/show is already in use. | ': the name is already being published: The stream rtmp/show is already in use.'
                    NetStream.Publish.Denied | no such key | ': no such key'
                    """)
    void publish(String code, String description, String words) {
        ScriptedServer server =
                new ScriptedServer(
                        new ScriptedServer.Behaviour() {
                            @Override
                            public void connected(ChannelHandlerContext client) {}

                            @Override
                            public void received(
                                    ChannelHandlerContext client, RtmpMessage message) {
                                if (message.payload() instanceof Command command) {
                                    answer(client, command);
                                }
                            }

                            private void answer(ChannelHandlerContext client, Command command) {
                                if (command.name().equals("createStream")) {
                                    client.writeAndFlush(ScriptedServer.answer(command));
                                } else if (command.name().equals("publish")) {
                                    client.writeAndFlush(
                                            new RtmpMessage(
                                                    0,
                                                    1,
                                                    new Command(
                                                            "onStatus",
                                                            0,
                                                            AmfNull.NULL,
                                                            List.of(error(code, description)),
                                                            AmfEncoding.AMF0)));
                                }
                            }
                        });
        try (server;
                TestSession session = new TestSession()) {
            session.send(
                    "{'id':1,'type':'connect','servers':['%s']}".formatted(server.url("live")));
            session.send("{'id':2,'type':'createStream'}");
            session.send("{'id':3,'type':'publish','stream':1,'name':'show'}");
            assertThat(session.server(0, "Rejected").path("text").textValue())
                    .isEqualTo("%s: publish was refused%s".formatted(server.url("live"), words));
        }
    }
}
