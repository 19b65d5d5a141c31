package io.multiconnection.origin;

import io.multiconnection.amf.AmfBoolean;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.recordings.RecordingInfo;
import io.multiconnection.rtmp.server.ServerConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What clients may ask an origin about itself, and about them. */
final class Questions {

    private Questions() {}

    /** {@code whoami}: what the origin knows of who asks. */
    static AmfValue whoAmI(ServerConnection client) {
        return AmfObject.of(
                "app", new AmfString(client.app()),
                "address", new AmfString(client.address()));
    }

    /**
     * {@code listStreams}: what can be played in an application, in the order of the names.
     *
     * @param streams the live ones, of all applications
     * @param recordings of this application
     */
    static AmfValue streams(String app, List<StreamInfo> streams, List<RecordingInfo> recordings) {
        Map<String, AmfObject> byName = new TreeMap<>();
        for (RecordingInfo recording : recordings) {
            byName.put(recording.name(), recorded(stream(recording.name()), recording));
        }
        for (StreamInfo stream : streams) {
            if (stream.app().equals(app) && (stream.publishing() || stream.players() > 0)) {
                byName.computeIfAbsent(stream.name(), Questions::stream)
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
