package io.multiconnection.rtmp.client;

import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.UserControl.StreamEof;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Streams that one connection has on its server. Passes each stream the messages about it.
 *
 * <p>A message belongs to the stream with its message stream id. Some servers send messages of a
 * stream with the id 0 or with that of another stream: ZLMediaKit its statuses and metadata,
 * Node-Media-Server everything it plays. Such a message belongs to the only stream that fits; if
 * several fit, it belongs to none.
 */
final class OpenStreams implements NetStream.Registry {

    /** Data messages that belong to a stream, as servers and encoders name them. */
    private static final Set<String> OF_A_STREAM =
            Set.of(
                    "@setDataFrame",
                    "onMetaData",
                    "onCuePoint",
                    "onTextData",
                    "onStatus",
                    "|RtmpSampleAccess");

    /** Published streams that are kept after their end for late statuses. */
    private static final int MAX_ENDED = 8;

    /** Open streams. A list, because some servers give all streams the same id. */
    private final List<NetStream> open = new ArrayList<>();

    /** Ended streams, the latest first because a server may reuse an id. */
    private final Deque<NetStream> ended = new ArrayDeque<>();

    @Override
    public void add(NetStream stream) {
        open.add(stream);
    }

    @Override
    public void remove(NetStream stream) {
        if (open.remove(stream) && stream.isOrWasPublished()) {
            ended.addFirst(stream);
            if (ended.size() > MAX_ENDED) {
                ended.removeLast();
            }
        }
    }

    /** Passes audio, video or data to its stream; returns false if there is none. */
    boolean received(RtmpMessage message) {
        NetStream stream = played(message);
        if (stream != null) {
            stream.received(message);
        }
        return stream != null;
    }

    private @Nullable NetStream played(RtmpMessage message) {
        int id = message.messageStreamId();
        boolean isAstray = id == 0 && isOfAStream(message);
        for (NetStream stream : open) {
            if (stream.isOn(id)) {
                if (stream.isPlay()) {
                    return stream;
                }
                isAstray |= isMedia(message);
            }
        }
        return isAstray ? only(open.stream().filter(NetStream::isPlay).toList()) : null;
    }

    private static boolean isMedia(RtmpMessage message) {
        return message.payload() instanceof Audio || message.payload() instanceof Video;
    }

    private static boolean isOfAStream(RtmpMessage message) {
        return !(message.payload() instanceof Data data) || OF_A_STREAM.contains(data.name());
    }

    /** Passes the end of a stream to the stream. */
    void received(StreamEof eof) {
        open.stream()
                .filter(stream -> stream.isOn(eof.messageStreamId()))
                .toList()
                .forEach(NetStream::receivedEof);
    }

    /** Passes a status to its stream; returns false if there is none. */
    boolean received(int messageStreamId, NetStatus status) {
        NetStream stream = about(messageStreamId, status);
        if (stream == null && status.isOfStream()) {
            stream = ended(messageStreamId);
        }
        if (stream != null) {
            stream.received(status);
        }
        return stream != null;
    }

    /**
     * Returns the ended stream with this id. A server reports the end of a recording, for example,
     * after the client has ended the stream.
     */
    private @Nullable NetStream ended(int messageStreamId) {
        return open.stream().anyMatch(it -> it.isOn(messageStreamId))
                ? null
                : ended.stream().filter(it -> it.isOn(messageStreamId)).findFirst().orElse(null);
    }

    private @Nullable NetStream about(int messageStreamId, NetStatus status) {
        List<NetStream> named = open.stream().filter(it -> it.isOn(messageStreamId)).toList();
        NetStream meant = meant(named, status);
        if (meant == null && status.isOfStream() && (messageStreamId == 0 || !named.isEmpty())) {
            meant = meant(open, status);
        }
        return meant != null
                ? meant
                : only(named.stream().filter(it -> it.isOfUse(status)).toList());
    }

    /**
     * Returns the only one of {@code streams} that fits the status, or the likely one of several.
     */
    private static @Nullable NetStream meant(List<NetStream> streams, NetStatus status) {
        List<NetStream> able = streams.stream().filter(it -> it.canHave(status)).toList();
        return able.size() == 1
                ? able.getFirst()
                : only(able.stream().filter(it -> it.isLikelyToHave(status)).toList());
    }

    private static @Nullable NetStream only(List<NetStream> streams) {
        return streams.size() == 1 ? streams.getFirst() : null;
    }

    /** Returns a copy of all streams, which are removed while they are closed. */
    List<NetStream> all() {
        return List.copyOf(open);
    }
}
