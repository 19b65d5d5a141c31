package io.multiconnection.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.amf.AmfByteArray;
import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfLimits;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.GatewayMessage.Ack;
import io.multiconnection.protocol.GatewayMessage.CallEvent;
import io.multiconnection.protocol.GatewayMessage.DataEvent;
import io.multiconnection.protocol.GatewayMessage.ErrorEvent;
import io.multiconnection.protocol.GatewayMessage.Failure;
import io.multiconnection.protocol.GatewayMessage.GoAwayEvent;
import io.multiconnection.protocol.GatewayMessage.Hello;
import io.multiconnection.protocol.GatewayMessage.KeyframeEvent;
import io.multiconnection.protocol.GatewayMessage.MessageEvent;
import io.multiconnection.protocol.GatewayMessage.Result;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.GatewayMessage.Retry;
import io.multiconnection.protocol.GatewayMessage.ServerEvent;
import io.multiconnection.protocol.GatewayMessage.ServerResponse;
import io.multiconnection.protocol.GatewayMessage.StatusEvent;
import io.multiconnection.protocol.GatewayMessage.StreamEvent;
import io.multiconnection.protocol.GatewayMessage.SyncEvent;
import io.multiconnection.protocol.GatewayMessage.TokenExpiresEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GatewayMessageWriterTest {

    private static final AmfValue ONE = AmfValue.of(1);
    private static final AmfStrictArray LIST = AmfStrictArray.of(ONE);

    /** Messages of every type, with and without their optional fields, and their JSON. */
    static Stream<Arguments> messages() {
        return Stream.of(
                        hello(),
                        results(),
                        responsesOfServers(),
                        failures(),
                        serverEvents(),
                        eventsWithValues(),
                        sharedObjects(),
                        streams())
                .flatMap(messages -> messages);
    }

    private static Stream<Arguments> hello() {
        Map<String, Number> limits = new LinkedHashMap<>();
        limits.put("streams", 16);
        limits.put("bytes", 1L << 40);
        limits.put("share", 0.5);
        return Stream.of(
                row(
                        new Hello(
                                "0.1.0",
                                "5f2c9a",
                                List.of("main", "backup"),
                                limits,
                                20_000,
                                new Hello.Resume(new ResumeToken("CtOxb3"), 30_000)),
                        "{'type':'hello','protocol':1,'version':'0.1.0','session':'5f2c9a',"
                                + "'pools':['main','backup'],"
                                + "'limits':{'streams':16,'bytes':1099511627776,'share':0.5},"
                                + "'pingMs':20000,'resume':{'token':'CtOxb3','holdMs':30000}}"),
                row(
                        new Hello("0.1.0", "5f2c9a", List.of(), Map.of(), 0, null),
                        "{'type':'hello','protocol':1,'version':'0.1.0','session':'5f2c9a',"
                                + "'pools':[],'limits':{},'pingMs':0}"));
    }

    private static Stream<Arguments> results() {
        return Stream.of(
                row(new Result(9007199254740991L), "{'type':'result','id':9007199254740991}"),
                row(new Result(1, new Fields.Stream(255)), "{'type':'result','id':1,'stream':255}"),
                row(new Result(1, new Fields.Server(3)), "{'type':'result','id':1,'server':3}"),
                row(
                        new Result(
                                1,
                                new Fields.Servers(
                                        List.of(
                                                new Fields.ServerEntry(
                                                        0, "rtmp://a/b", ServerState.LIVE),
                                                new Fields.ServerEntry(
                                                        1, "rtmp://c/d", ServerState.RECOVERING)))),
                        "{'type':'result','id':1,'servers':["
                                + "{'server':0,'url':'rtmp://a/b','state':'Live'},"
                                + "{'server':1,'url':'rtmp://c/d','state':'Recovering'}]}"),
                row(
                        new Result(1, new Fields.Joined(List.of(0, 2))),
                        "{'type':'result','id':1,'servers':[0,2]}"),
                row(
                        new Result(1, new Fields.Resumed(true, 1L << 40, List.of(2L, 3L))),
                        "{'type':'result','id':1,'recovered':true,'received':1099511627776,"
                                + "'open':[2,3]}"));
    }

    private static Stream<Arguments> responsesOfServers() {
        return Stream.of(
                row(
                        new Result(
                                1,
                                new Fields.Responses(
                                        List.of(
                                                response("RESULT", LIST, null),
                                                response("ERROR", AmfNull.NULL, "failed"),
                                                response("LOST", null, "lost"),
                                                response("TIMEOUT", null, null)))),
                        "{'type':'result','id':1,'answers':["
                                + "{'server':0,'outcome':'result','value':[1]},"
                                + "{'server':0,'outcome':'error','value':null,'text':'failed'},"
                                + "{'server':0,'outcome':'lost','text':'lost'},"
                                + "{'server':0,'outcome':'timeout'}]}"),
                row(
                        new Result(
                                1,
                                new Fields.Responses(
                                        List.of(
                                                response("RESULT", twice(), null),
                                                response("RESULT", twice(), null)))),
                        "{'type':'result','id':1,'answers':[{'server':0,'outcome':'result','value':"
                            + "[{'$amf':'array','id':1,'items':[1]},{'$amf':'ref','id':1}]},"
                            + "{'server':0,'outcome':'result','value':"
                            + "[{'$amf':'array','id':1,'items':[1]},{'$amf':'ref','id':1}]}]}"));
    }

    private static ServerResponse response(String outcome, AmfValue value, String text) {
        return new ServerResponse(0, ServerResponse.Outcome.valueOf(outcome), value, text);
    }

    private static AmfValue twice() {
        return AmfStrictArray.of(LIST, LIST);
    }

    private static Stream<Arguments> failures() {
        return Stream.of(
                row(
                        new Failure(1, ErrorCode.SETUP_FAILED, "no server", true),
                        "{'type':'error','id':1,'code':'setup-failed','message':'no server',"
                                + "'temporary':true}"),
                row(
                        new Failure(1, ErrorCode.BAD_STATE, "no"),
                        "{'type':'error','id':1,'code':'bad-state','message':'no'}"),
                row(
                        new ErrorEvent(ErrorCode.TOO_MANY, "too many", true),
                        "{'type':'error','code':'too-many','message':'too many',"
                                + "'temporary':true}"),
                row(
                        new ErrorEvent(ErrorCode.BAD_REQUEST, "tab\t, quote \", \\, \u0001 \u20ac"),
                        "{'type':'error','code':'bad-request',"
                                + "'message':'tab\\t, quote \\\", \\\\, \\u0001 \u20ac'}"));
    }

    private static Stream<Arguments> serverEvents() {
        return Stream.of(
                row(
                        new ServerEvent(
                                0,
                                "rtmp://a/b",
                                ServerState.RECOVERING,
                                FailureCause.LOST,
                                "lost",
                                new Retry(1, 500L)),
                        "{'type':'server','server':0,'url':'rtmp://a/b','state':'Recovering',"
                                + "'cause':'lost','text':'lost','attempt':1,'retryInMs':500}"),
                row(
                        new ServerEvent(
                                0,
                                "rtmp://a/b",
                                ServerState.CONNECTING,
                                null,
                                null,
                                new Retry(2, null)),
                        "{'type':'server','server':0,'url':'rtmp://a/b','state':'Connecting',"
                                + "'attempt':2}"),
                row(
                        new ServerEvent(0, "rtmp://a/b", ServerState.LIVE, null, null, null),
                        "{'type':'server','server':0,'url':'rtmp://a/b','state':'Live'}"));
    }

    private static Stream<Arguments> eventsWithValues() {
        Map<String, AmfValue> info = new LinkedHashMap<>();
        info.put("level", AmfValue.of("status"));
        info.put("code", AmfValue.of("NetStream.Publish.Start"));
        info.put("$amf", ONE);
        info.put("list", LIST);
        info.put("again", LIST);
        return Stream.of(
                row(
                        new StatusEvent(0, 1, "object", info),
                        "{'type':'status','server':0,'stream':1,'sharedObject':'object',"
                                + "'info':{'level':'status','code':'NetStream.Publish.Start',"
                                + "'$amf':1,'list':{'$amf':'array','id':1,'items':[1]},"
                                + "'again':{'$amf':'ref','id':1}}}"),
                row(new StatusEvent(null, null, null, Map.of()), "{'type':'status','info':{}}"),
                row(
                        new CallEvent(0, "method", List.of(LIST, LIST), 7),
                        "{'type':'call','server':0,'method':'method',"
                                + "'args':[{'$amf':'array','id':1,'items':[1]},"
                                + "{'$amf':'ref','id':1}],'call':7}"),
                row(
                        new CallEvent(0, "method", List.of(), null),
                        "{'type':'call','server':0,'method':'method','args':[]}"),
                row(
                        new DataEvent(
                                0,
                                1,
                                -1,
                                "onMetaData",
                                List.of(AmfObject.of("bytes", new AmfByteArray((byte) 1)))),
                        "{'type':'data','server':0,'stream':1,'timestamp':4294967295,"
                                + "'handler':'onMetaData',"
                                + "'args':[{'bytes':{'$amf':'byteArray','base64':'AQ=='}}]}"),
                row(
                        new DataEvent(0, null, null, "handler", List.of()),
                        "{'type':'data','server':0,'handler':'handler','args':[]}"));
    }

    private static Stream<Arguments> sharedObjects() {
        return Stream.of(
                row(
                        new SyncEvent(
                                "object",
                                0,
                                -1,
                                List.of(
                                        SlotChange.clear(),
                                        SlotChange.of(SlotChange.Code.CHANGE, "a", LIST),
                                        SlotChange.of(SlotChange.Code.CHANGE, "b", LIST))),
                        "{'type':'sync','name':'object','server':0,'version':4294967295,"
                                + "'changes':[{'code':'clear'},"
                                + "{'code':'change','slot':'a',"
                                + "'value':{'$amf':'array','id':1,'items':[1]}},"
                                + "{'code':'change','slot':'b',"
                                + "'value':{'$amf':'ref','id':1}}]}"),
                row(
                        new SyncEvent("object", null, null, List.of()),
                        "{'type':'sync','name':'object','changes':[]}"),
                row(
                        new MessageEvent("object", 0, "handler", List.of(ONE, AmfNull.NULL)),
                        "{'type':'message','name':'object','server':0,'handler':'handler',"
                                + "'args':[1,null]}"));
    }

    private static Stream<Arguments> streams() {
        return Stream.of(
                row(
                        new Ack(
                                1,
                                1L << 40,
                                -1,
                                List.of(
                                        new Ack.ServerAck(0, 1, 2, 1L << 41, 4, 5),
                                        new Ack.ServerAck(1, 0, 0, 0, 0, 0))),
                        "{'type':'ack','stream':1,'bytes':1099511627776,'timestamp':4294967295,"
                                + "'servers':[{'server':0,'queueBytes':1,'queueMs':2,"
                                + "'sentBytes':2199023255552,'frames':4,'dropped':5},"
                                + "{'server':1,'queueBytes':0,'queueMs':0,"
                                + "'sentBytes':0,'frames':0,'dropped':0}]}"),
                row(
                        new Ack(1, 0, 0, List.of()),
                        "{'type':'ack','stream':1,'bytes':0,'timestamp':0,'servers':[]}"),
                row(
                        new StreamEvent(1, StreamEvent.Use.PUBLISH, List.of(0, 1)),
                        "{'type':'stream','stream':1,'use':'publish','servers':[0,1]}"),
                row(new KeyframeEvent(1), "{'type':'keyframe','stream':1}"),
                row(
                        new GoAwayEvent(1000, 30_000),
                        "{'type':'goaway','moveInMs':1000,'closeInMs':30000}"),
                row(new TokenExpiresEvent(60_000), "{'type':'tokenExpires','closeInMs':60000}"));
    }

    private static Arguments row(GatewayMessage message, String json) {
        return Arguments.of(message, json.replace('\'', '"'));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void writesFieldsInOrderAndOmitsAbsentOnes(GatewayMessage message, String json) {
        assertThat(GatewayMessageWriter.write(message)).isEqualTo(json);
    }

    @Test
    void tableHasEveryType() {
        List<GatewayMessage> messages =
                messages().map(row -> (GatewayMessage) row.get()[0]).toList();
        assertThat(messages.stream().map(Object::getClass).distinct())
                .hasSameSizeAs(GatewayMessage.class.getPermittedSubclasses());
        assertThat(
                        messages.stream()
                                .filter(Result.class::isInstance)
                                .map(result -> ((Result) result).fields().getClass())
                                .distinct())
                .hasSameSizeAs(Fields.class.getPermittedSubclasses());
    }

    /** The buffers of the failed message are used again by the next one. */
    @Test
    void writesNextMessageAfterOneWithValuesNestedTooDeep() {
        AmfValue deep = AmfNull.NULL;
        for (int i = 0; i <= AmfLimits.DEEPEST; i++) {
            deep = AmfStrictArray.of(deep);
        }
        GatewayMessage rejected = new CallEvent(0, "method", List.of(deep), null);
        assertThatThrownBy(() -> GatewayMessageWriter.write(rejected))
                .isInstanceOf(AmfException.class);
        assertThat(GatewayMessageWriter.write(new KeyframeEvent(1)))
                .isEqualTo("{\"type\":\"keyframe\",\"stream\":1}");
    }
}
