package io.multiconnection.rtmp.server;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.RtmpMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Message streams of one connection, by their ids. */
final class ServerStreams {

    private final ServerOutput output;
    private final int maxStreams;
    private final ServerStream.Requests requests;
    private final Map<Integer, ServerStream> streams = new HashMap<>();

    ServerStreams(ServerOutput output, int maxStreams, ServerStream.Requests requests) {
        this.output = output;
        this.maxStreams = maxStreams;
        this.requests = requests;
    }

    /** Responds to createStream (section 7.2.1.3) with the lowest free id. */
    void create(Command command) {
        int id = 1;
        while (streams.containsKey(id)) {
            id++;
        }
        if (id > maxStreams) {
            new ServerCall(output, command).error("more streams than the limit of " + maxStreams);
            return;
        }
        streams.put(id, new ServerStream(output, id, requests));
        output.respond(command, "_result", new AmfNumber(id));
    }

    /** Deletes the stream that deleteStream names; an unknown one is ignored. */
    void delete(Command command) {
        CommandArguments arguments = new CommandArguments(command.arguments());
        ServerStream stream = streams.remove((int) arguments.number(0, 0));
        if (stream != null) {
            stream.delete();
        }
    }

    /** Deletes all streams. */
    void deleteAll() {
        List<ServerStream> ending = List.copyOf(streams.values());
        streams.clear();
        ending.forEach(ServerStream::delete);
    }

    /** Passes a command to its stream; returns whether the stream handled it. */
    boolean received(int messageStreamId, Command command) {
        ServerStream stream = streams.get(messageStreamId);
        return stream != null && stream.received(command);
    }

    /** Passes a message that is not a command to its stream; borrows it. */
    void received(RtmpMessage message) {
        ServerStream stream = streams.get(message.messageStreamId());
        if (stream != null) {
            stream.received(message);
        }
    }

    /** Passes the length of the client's buffer to a stream, in milliseconds. */
    void bufferLength(int messageStreamId, int milliseconds) {
        ServerStream stream = streams.get(messageStreamId);
        if (stream != null) {
            stream.bufferLength(milliseconds);
        }
    }
}
