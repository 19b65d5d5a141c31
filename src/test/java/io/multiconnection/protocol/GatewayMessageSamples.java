package io.multiconnection.protocol;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfString;
import io.multiconnection.docs.ProtocolDocument;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Samples of all gateway messages, with all optional fields. */
final class GatewayMessageSamples {

    private static final Map<String, io.multiconnection.amf.AmfValue> INFO =
            Map.of(
                    "level", new AmfString("status"),
                    "code", new AmfString("NetStream.Publish.Start"),
                    "description", new AmfString("Published."),
                    "more", new AmfNumber(1));

    private GatewayMessageSamples() {}

    static List<GatewayMessage> all() {
        List<GatewayMessage> all = new ArrayList<>(results().values());
        all.addAll(
                List.of(
                        new Hello(
                                "0.1.0",
                                "5f2c9a",
                                List.of("main"),
                                limits(),
                                20_000,
                                new Hello.Resume(new ResumeToken("CtOxb3"), 30_000)),
                        new Failure(1, ErrorCode.SETUP_FAILED, "no server", true),
                        new ServerEvent(
                                0,
                                "rtmp://a.example/live",
                                ServerState.RECOVERING,
                                FailureCause.LOST,
                                "lost",
                                new Retry(1, 500L)),
                        new StatusEvent(0, 1, "object", INFO),
                        new CallEvent(0, "method", List.of(new AmfNumber(1)), 1),
                        new DataEvent(0, 1, -1, "onMetaData", List.of(new AmfString("x"))),
                        new SyncEvent(
                                "object",
                                0,
                                -1,
                                List.of(
                                        SlotChange.clear(),
                                        SlotChange.of(
                                                SlotChange.Code.CHANGE, "slot", new AmfNumber(1)))),
                        new MessageEvent("object", 0, "handler", List.of(new AmfNumber(1))),
                        new Ack(1, 1, -1, List.of(new Ack.ServerAck(0, 1, 2, 3, 4, 5))),
                        new StreamEvent(1, StreamEvent.Use.PUBLISH, List.of(0)),
                        new KeyframeEvent(1),
                        new GoAwayEvent(1000, 30_000),
                        new TokenExpiresEvent(60_000),
                        new ErrorEvent(ErrorCode.TOO_MANY, "too many", true)));
        return all;
    }

    /** Returns a value for each limit that PROTOCOL.md declares. */
    private static Map<String, Number> limits() {
        return ProtocolDocument.read().interfaces().get("Limits").optional().keySet().stream()
                .collect(Collectors.toMap(Function.identity(), _ -> 1));
    }

    /** Returns results by the names of their types in PROTOCOL.md. */
    static Map<String, Result> results() {
        Fields entries =
                new Fields.Servers(
                        List.of(
                                new Fields.ServerEntry(
                                        0, "rtmp://a.example/live", ServerState.LIVE)));
        return Map.of(
                "Result",
                new Result(1),
                "ConnectResult",
                new Result(1, entries),
                "AddServerResult",
                new Result(1, entries),
                "CreateStreamResult",
                new Result(1, new Fields.Stream(1)),
                "PlayResult",
                new Result(1, new Fields.Server(0)),
                "CallResult",
                new Result(
                        1,
                        new Fields.Responses(
                                List.of(
                                        new ServerResponse(
                                                0,
                                                ServerResponse.Outcome.ERROR,
                                                new AmfNumber(1),
                                                "failed")))),
                "UseSharedObjectResult",
                new Result(1, new Fields.Joined(List.of(0))),
                "ResumeResult",
                new Result(1, new Fields.Resumed(true, 1, List.of(2L))));
    }
}
