package io.multiconnection.origin;

import io.multiconnection.amf.AmfBoolean;
import io.multiconnection.amf.AmfDate;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfNumeric;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.recordings.RecordingInfo;
import io.multiconnection.rtmp.server.ServerConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Methods that every origin offers: for trying calls, and about the origin and its clients. */
final class BuiltinMethods {

    static final Map<String, OriginMethod> ALL =
            Map.of(
                    "echo", arguments -> CompletableFuture.completedStage(echo(arguments)),
                    "add", arguments -> CompletableFuture.completedStage(add(arguments)),
                    "getTime", _ -> CompletableFuture.completedStage(time()));

    private BuiltinMethods() {}

    /** Returns its argument; several arguments as an array. */
    private static AmfValue echo(List<AmfValue> arguments) {
        return switch (arguments.size()) {
            case 0 -> AmfUndefined.UNDEFINED;
            case 1 -> arguments.getFirst();
            default -> new AmfStrictArray(arguments);
        };
    }

    /** Returns the sum of the numbers. */
    private static AmfValue add(List<AmfValue> arguments) {
        return new AmfNumber(
                arguments.stream()
                        .mapToDouble(
                                value -> value instanceof AmfNumeric n ? n.number() : Double.NaN)
                        .sum());
    }

    /** Returns the time of this server's clock. */
    private static AmfValue time() {
        return new AmfDate(System.currentTimeMillis(), (short) 0);
    }

    /** {@code whoami}: returns the caller's application and address. */
    static AmfValue whoAmI(ServerConnection client) {
        return AmfObject.of(
                "app", new AmfString(client.app()),
                "address", new AmfString(client.address()));
    }

    /**
     * {@code listStreams}: returns the streams of an application that can be played, sorted by
     * name.
     *
     * @param streams live streams of all applications
     * @param recordings recordings of this application
     */
    static AmfValue streams(String app, List<StreamInfo> streams, List<RecordingInfo> recordings) {
        Map<String, AmfObject> byName = new TreeMap<>();
        for (RecordingInfo recording : recordings) {
            byName.put(recording.name(), recorded(stream(recording.name()), recording));
        }
        for (StreamInfo stream : streams) {
            if (stream.app().equals(app) && (stream.publishing() || stream.players() > 0)) {
                byName.computeIfAbsent(stream.name(), BuiltinMethods::stream)
                        .with("live", new AmfBoolean(stream.publishing()))
                        .with("players", new AmfNumber(stream.players()));
            }
        }
        return new AmfStrictArray(new ArrayList<>(byName.values()));
    }

    private static AmfObject stream(String name) {
        return AmfObject.of(
                        "name", new AmfString(name),
                        "live", new AmfBoolean(false),
                        "players", new AmfNumber(0))
                .with("recorded", new AmfBoolean(false));
    }

    private static AmfObject recorded(AmfObject stream, RecordingInfo recording) {
        return stream.with("recorded", new AmfBoolean(true))
                .with("duration", new AmfNumber(recording.durationMillis() / 1000.0))
                .with("bytes", new AmfNumber(recording.bytes()));
    }
}
