package io.multiconnection.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfString;
import io.multiconnection.protocol.GatewayMessage.ErrorEvent;
import io.multiconnection.protocol.GatewayMessage.Failure;
import io.multiconnection.protocol.Request.AddServer;
import io.multiconnection.protocol.Request.Connect;
import io.multiconnection.protocol.Request.Play;
import io.multiconnection.protocol.Request.Publish;
import io.multiconnection.protocol.Request.PublishMode;
import io.multiconnection.protocol.Request.Receive;
import io.multiconnection.protocol.Request.RemoveServer;
import io.multiconnection.protocol.Request.Require;
import io.multiconnection.protocol.Request.Resume;
import io.multiconnection.protocol.Request.Seek;
import io.multiconnection.protocol.Request.Send;
import io.multiconnection.protocol.Request.ServerRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {

    private final RequestReader reader = new RequestReader(64);

    @Test
    void readsConnectWithDefaults() {
        assertThat(
                        reader.read(
                                "{'id':1,'type':'connect','servers':['rtmp://a/b']}"
                                        .replace('\'', '"')))
                .isEqualTo(
                        new Connect(
                                1,
                                List.of(new ServerRef.Url("rtmp://a/b")),
                                new Require.All(),
                                Duration.ofSeconds(3),
                                List.of(),
                                Map.of(),
                                true));
    }

    @Test
    void readsResumeAndHidesToken() {
        Request resume =
                reader.read(
                        "{'id':1,'type':'resume','token':'s3cret','received':4294967296}"
                                .replace('\'', '"'));
        assertThat(resume).isEqualTo(new Resume(1, new ResumeToken("s3cret"), 1L << 32));
        assertThat(resume.toString()).doesNotContain("s3cret");
    }

    @Test
    void readsConnectWithAllFields() {
        String json =
                """
                {"id": 9007199254740991, "type": "connect", "require": 2, "timeout": 100,
                 "servers": ["rtmp://a/b", {"url": "rtmps://c/d"}, {"pool": "main"}],
                 "args": ["user", 7], "properties": {"swfUrl": "x"}, "recover": false,
                 "unknown": "ignored"}
                """;
        assertThat(reader.read(json))
                .isEqualTo(
                        new Connect(
                                9007199254740991L,
                                List.of(
                                        new ServerRef.Url("rtmp://a/b"),
                                        new ServerRef.Url("rtmps://c/d"),
                                        new ServerRef.Pool("main")),
                                new Require.AtLeast(2),
                                Duration.ofMillis(100),
                                List.of(new AmfString("user"), new AmfNumber(7)),
                                Map.of("swfUrl", new AmfString("x")),
                                false));
    }

    @Test
    void readsAddServerAndRemoveServer() {
        String json =
                """
                {"id": 3, "type": "addServer", "server": {"pool": "main"},
                 "names": {"1": "other"}, "timeout": 500}
                """;
        assertThat(reader.read(json))
                .isEqualTo(
                        new AddServer(
                                3,
                                new ServerRef.Pool("main"),
                                Map.of(1, "other"),
                                Duration.ofMillis(500)));
        assertThat(reader.read("{\"id\": 4, \"type\": \"removeServer\", \"server\": 2}"))
                .isEqualTo(new RemoveServer(4, 2));
    }

    @Test
    void readsPublishWithNamesByServer() {
        String json =
                """
                {"id": 3, "type": "publish", "stream": 1, "name": "show",
                 "names": {"1": "other"}, "mode": "record"}
                """;
        assertThat(reader.read(json))
                .isEqualTo(
                        new Publish(
                                3,
                                1,
                                "show",
                                Map.of(1, "other"),
                                PublishMode.RECORD,
                                Duration.ofSeconds(3)));
    }

    @Test
    void readsPlayWithDefaults() {
        assertThat(reader.read("{\"id\":3,\"type\":\"play\",\"stream\":1,\"name\":\"show\"}"))
                .isEqualTo(
                        new Play(
                                3,
                                1,
                                "show",
                                Map.of(),
                                List.of(),
                                -1,
                                -1,
                                Duration.ZERO,
                                Duration.ofSeconds(3)));
    }

    @Test
    void readsPlayWithAllFields() {
        String json =
                """
                {"id": 3, "type": "play", "stream": 1, "name": "film", "names": {"1": "other"},
                 "servers": [1, 0], "start": 2.5, "length": 10, "buffer": 0.5, "timeout": 500}
                """;
        assertThat(reader.read(json))
                .isEqualTo(
                        new Play(
                                3,
                                1,
                                "film",
                                Map.of(1, "other"),
                                List.of(1, 0),
                                2.5,
                                10,
                                Duration.ofMillis(500),
                                Duration.ofMillis(500)));
    }

    @Test
    void readsReceiveAndSeek() {
        String receive = "{\"id\":4,\"type\":\"receive\",\"stream\":1,\"audio\":false}";
        assertThat(reader.read(receive)).isEqualTo(new Receive(4, 1, false, null));
        String seek = "{\"id\":5,\"type\":\"seek\",\"stream\":1,\"position\":1.25}";
        assertThat(reader.read(seek)).isEqualTo(new Seek(5, 1, 1.25));
    }

    @Test
    void readsSendWithoutArguments() {
        assertThat(reader.read("{\"id\":0,\"type\":\"send\",\"stream\":255,\"handler\":\"h\"}"))
                .isEqualTo(new Send(0, 255, "h", List.of()));
    }

    @Test
    void failureNamesFieldItsValueAndExpectedValues() {
        Failure answer = failure("{'id':7,'type':'publish','stream':0,'name':'x'}");
        assertThat(answer)
                .isEqualTo(
                        new Failure(
                                7,
                                ErrorCode.BAD_REQUEST,
                                "stream is 0, expected a whole number 1..255"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'id':1,'type':'connect'} | servers is missing, expected an array",
                "{'id':1,'type':'connect','servers':[5]} | servers[0] is 5, expected a URL",
                "{'id':1,'type':'connect','servers':[],'require':'some'} | require is \"some\"",
                "{'id':1,'type':'connect','servers':[],'require':0} | require is 0",
                "{'id':1,'type':'connect','servers':[],'timeout':99} | timeout is 99, expected",
                "{'id':1,'type':'connect','servers':[],'args':{}} | args is {}, expected an array",
                "{'id':1,'type':'publish','stream':1} | name is missing, expected a string",
                "{'id':1,'type':'publish','stream':1,'name':'a','mode':'x'} | mode is \"x\"",
                "{'id':1,'type':'publish','stream':1,'name':'a','names':{'x':'b'}} | key x",
                "{'id':1,'type':'publish','stream':1,'name':'a','names':[]} | names is []",
                "{'id':1,'type':'send','stream':1,'handler':1} | handler is 1",
                "{'id':1,'type':'send','stream':1,'handler':'h','args':[{'$amf':'no'}]} | args[0]:",
                "{'id':1,'type':'closeStream','stream':256} | stream is 256",
                "{'id':1,'type':'play','stream':1} | name is missing, expected a string",
                "{'id':1,'type':'play','stream':1,'name':'a','start':-0.5} | start is -0.5,"
                        + " expected -2,",
                "{'id':1,'type':'play','stream':1,'name':'a','length':-2} | length is -2, expected"
                        + " a number",
                "{'id':1,'type':'play','stream':1,'name':'a','servers':['x']} | servers[0] is"
                        + " \"x\"",
                "{'id':1,'type':'play','stream':1,'name':'a','buffer':61} | buffer is 61, expected"
                        + " a number 0..60",
                "{'id':1,'type':'resume','token':1,'received':0} | token is 1, expected a string",
                "{'id':1,'type':'resume','token':'a','received':-1} | received is -1, expected a"
                        + " whole number 0..9007199254740991",
                "{'id':1,'type':'pause','stream':1} | paused is missing, expected true or false",
                "{'id':1,'type':'seek','stream':1,'position':'x'} | position is \"x\", expected a"
                        + " number",
                "{'id':1,'type':'receive','stream':1,'audio':1} | audio is 1, expected true or"
                        + " false",
            })
    void rejectsInvalidField(String json, String message) {
        Failure answer = failure(json);
        assertThat(answer.code()).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(answer.message()).startsWith(message);
    }

    @Test
    void failureNamesUnknownType() {
        Failure answer = failure("{'id':1,'type':'dance'}");
        assertThat(answer.code()).isEqualTo(ErrorCode.UNKNOWN_TYPE);
        assertThat(answer.message())
                .startsWith(
                        "type dance, expected one of addServer, authenticate, bufferTime, call,"
                                + " clearSharedObject, closeStream,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "'id':-1,", "'id':1.5,", "'id':'1',", "'id':9007199254740992,"})
    void answersRequestWithoutValidIdWithErrorEvent(String id) {
        String json = "{%s'type':'disconnect'}".formatted(id).replace('\'', '"');
        RequestException refused =
                catchThrowableOfType(RequestException.class, () -> reader.read(json));
        assertThat(refused.answer()).isInstanceOf(ErrorEvent.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "5", "{}", "{\"type\":5}", "{\"type\":\"a\"} x"})
    void rejectsTextThatIsNotObjectWithType(String text) {
        assertThatThrownBy(() -> reader.read(text)).isInstanceOf(BadMessageException.class);
    }

    @Test
    void rejectsDuplicateField() {
        assertThatThrownBy(() -> reader.read("{\"type\":\"a\",\"type\":\"b\"}"))
                .isInstanceOf(BadMessageException.class);
    }

    @Test
    void rejectsNestingBeyondLimit() {
        String deep = "[".repeat(65) + "]".repeat(65);
        assertThatThrownBy(() -> reader.read("{\"type\":\"send\",\"args\":" + deep + "}"))
                .isInstanceOf(BadMessageException.class)
                .hasMessageContaining("64");
    }

    private Failure failure(String json) {
        RequestException refused =
                catchThrowableOfType(
                        RequestException.class, () -> reader.read(json.replace('\'', '"')));
        assertThat(refused.answer()).isInstanceOf(Failure.class);
        return (Failure) refused.answer();
    }
}
