package io.multiconnection.gateway;

import io.multiconnection.amf.AmfHeapSize;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.Request.AddServer;
import io.multiconnection.protocol.Request.Authenticate;
import io.multiconnection.protocol.Request.BufferTime;
import io.multiconnection.protocol.Request.Call;
import io.multiconnection.protocol.Request.ClearSharedObject;
import io.multiconnection.protocol.Request.CloseStream;
import io.multiconnection.protocol.Request.Connect;
import io.multiconnection.protocol.Request.ConnectToRoom;
import io.multiconnection.protocol.Request.CreateStream;
import io.multiconnection.protocol.Request.Disconnect;
import io.multiconnection.protocol.Request.PathWrite;
import io.multiconnection.protocol.Request.Pause;
import io.multiconnection.protocol.Request.Play;
import io.multiconnection.protocol.Request.Publish;
import io.multiconnection.protocol.Request.Receive;
import io.multiconnection.protocol.Request.Reconnect;
import io.multiconnection.protocol.Request.ReleaseSharedObject;
import io.multiconnection.protocol.Request.RemoveServer;
import io.multiconnection.protocol.Request.Resume;
import io.multiconnection.protocol.Request.Return;
import io.multiconnection.protocol.Request.Seek;
import io.multiconnection.protocol.Request.Send;
import io.multiconnection.protocol.Request.SendMessage;
import io.multiconnection.protocol.Request.SetSlots;
import io.multiconnection.protocol.Request.UseSharedObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Estimates the heap that a request takes until its response. */
final class RequestSize {

    /** Heap of a request without values, and of the callbacks that wait for its response. */
    private static final int BASE_BYTES = 2 << 10;

    /** Heap of a character of names and URLs, parsed forms included. */
    private static final int BYTES_PER_CHAR = 4;

    private RequestSize() {}

    /**
     * Returns the heap of a request.
     *
     * @param chars length of its message
     */
    static long of(Request request, int chars) {
        return BASE_BYTES + (long) BYTES_PER_CHAR * chars + AmfHeapSize.of(values(request));
    }

    private static Collection<AmfValue> values(Request request) {
        return switch (request) {
            case Connect connect -> values(connect);
            case ConnectToRoom connect -> values(connect.connect());
            case Call call -> call.args();
            case Send send -> send.args();
            case SendMessage send -> send.args();
            case Return answer -> List.of(answer.value());
            case SetSlots set -> set.changes().stream().map(PathWrite::value).toList();
            case Resume _, Reconnect _, AddServer _, RemoveServer _, CreateStream _ -> List.of();
            case Publish _, Play _, Pause _, Seek _, Receive _, BufferTime _ -> List.of();
            case UseSharedObject _, ClearSharedObject _, ReleaseSharedObject _ -> List.of();
            case CloseStream _, Disconnect _, Authenticate _ -> List.of();
        };
    }

    private static List<AmfValue> values(Connect connect) {
        List<AmfValue> values = new ArrayList<>(connect.args());
        values.addAll(connect.properties().values());
        return values;
    }
}
