package io.multiconnection.rtmp.client;

import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.UserControl.StreamEof;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Streams that one connection has on its server, by their message stream ids. Hands each stream the
 * messages that the server sends on it.
 */
final class OpenStreams {

    private final Map<Integer, NetStream> byId = new HashMap<>();

    void add(int messageStreamId, NetStream stream) {
        byId.put(messageStreamId, stream);
    }

    void remove(int messageStreamId) {
        byId.remove(messageStreamId);
    }

    /** Hands audio, video or data to the stream that it belongs to; false if there is none. */
    boolean received(RtmpMessage message) {
        NetStream stream = byId.get(message.messageStreamId());
        if (stream == null && message.messageStreamId() == 0 && isOfAStream(message)) {
            stream = onlyPlayed();
        }
        if (stream != null) {
            stream.received(message);
        }
        return stream != null;
    }

    /** Node-Media-Server sends what is played on message stream 0, metadata as encoders say it. */
    private static boolean isOfAStream(RtmpMessage message) {
        return !(message.payload() instanceof Data data) || data.name().equals("@setDataFrame");
    }

    private @Nullable NetStream onlyPlayed() {
        List<NetStream> played = byId.values().stream().filter(NetStream::isPlaying).toList();
        return played.size() == 1 ? played.getFirst() : null;
    }

    /** Hands the end of a stream to the stream. */
    void received(StreamEof eof) {
        NetStream stream = byId.get(eof.messageStreamId());
        if (stream != null) {
            stream.receivedEof();
        }
    }

    /** Hands a status to its stream; false if there is none with this id. */
    boolean received(int messageStreamId, NetStatus status) {
        NetStream stream = byId.get(messageStreamId);
        if (stream != null) {
            stream.received(status);
        }
        return stream != null;
    }

    /** Returns a copy of all streams: they are removed when they are closed. */
    List<NetStream> all() {
        return List.copyOf(byId.values());
    }
}
