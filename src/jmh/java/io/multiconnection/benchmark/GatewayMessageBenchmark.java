package io.multiconnection.benchmark;

import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.GatewayMessage;
import io.multiconnection.protocol.GatewayMessage.Ack;
import io.multiconnection.protocol.GatewayMessage.Result;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.GatewayMessage.ServerResponse;
import io.multiconnection.protocol.GatewayMessage.ServerResponse.Outcome;
import io.multiconnection.protocol.GatewayMessage.StatusEvent;
import io.multiconnection.protocol.GatewayMessage.SyncEvent;
import io.multiconnection.protocol.GatewayMessageWriter;
import io.multiconnection.protocol.SlotChange;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Writing of responses and events as JSON. */
@State(Scope.Thread)
public class GatewayMessageBenchmark {

    /** Messages that are written. */
    public enum Message {
        ACK_OF_2_SERVERS,
        ACK_OF_8_SERVERS,
        STATUS,
        CALL_RESULT,
        SYNC
    }

    @Param Message message;

    private GatewayMessage content;

    @Setup
    public void create() {
        content =
                switch (message) {
                    case ACK_OF_2_SERVERS -> ack(2);
                    case ACK_OF_8_SERVERS -> ack(8);
                    case STATUS -> status();
                    case CALL_RESULT -> callResult();
                    case SYNC -> sync();
                };
    }

    private static Ack ack(int servers) {
        return new Ack(
                1,
                48_213_811,
                640_480,
                IntStream.range(0, servers)
                        .mapToObj(server -> new Ack.ServerAck(server, 0, 0, 48_170_902, 46_131, 0))
                        .toList());
    }

    private static StatusEvent status() {
        return new StatusEvent(
                0,
                1,
                null,
                Map.of(
                        "level", new AmfString("status"),
                        "code", new AmfString("NetStream.Publish.Start"),
                        "description", new AmfString("show is now published.")));
    }

    private static Result callResult() {
        return new Result(
                7,
                new Fields.Responses(
                        IntStream.range(0, 2)
                                .mapToObj(GatewayMessageBenchmark::response)
                                .toList()));
    }

    private static SyncEvent sync() {
        AmfString title = new AmfString("Live from Berlin");
        return new SyncEvent(
                "info",
                null,
                null,
                List.of(
                        SlotChange.of(SlotChange.Code.CHANGE, "title", title),
                        SlotChange.of(SlotChange.Code.SUCCESS, "viewers", AmfValue.of(1702))));
    }

    private static ServerResponse response(int server) {
        return new ServerResponse(
                server,
                Outcome.RESULT,
                AmfObject.of("text", new AmfString("Good evening"), "time", AmfValue.of(1702)),
                null);
    }

    @Benchmark
    public String write() {
        return GatewayMessageWriter.write(content);
    }
}
