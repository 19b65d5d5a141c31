package io.multiconnection.gateway;

import static io.multiconnection.gateway.RequestChecks.check;

import io.multiconnection.protocol.ErrorCode;
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
import io.multiconnection.protocol.Request.Pause;
import io.multiconnection.protocol.Request.Play;
import io.multiconnection.protocol.Request.Publish;
import io.multiconnection.protocol.Request.Receive;
import io.multiconnection.protocol.Request.Reconnect;
import io.multiconnection.protocol.Request.ReleaseSharedObject;
import io.multiconnection.protocol.Request.RemoveServer;
import io.multiconnection.protocol.Request.Resume;
import io.multiconnection.protocol.Request.Return;
import io.multiconnection.protocol.Request.RoomRef;
import io.multiconnection.protocol.Request.Seek;
import io.multiconnection.protocol.Request.Send;
import io.multiconnection.protocol.Request.SendMessage;
import io.multiconnection.protocol.Request.ServerRef;
import io.multiconnection.protocol.Request.SetSlots;
import io.multiconnection.protocol.Request.UseSharedObject;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.rtmp.client.RtmpUrl;
import java.util.List;

/**
 * Rights that a request requires (PROTOCOL.md, section 21).
 *
 * @param servers number of the session's servers
 * @param streams number of the session's open streams
 * @param poolSize number of the servers of a pool
 */
record RequestRights(Rights rights, int servers, int streams, PoolSize poolSize) {

    /** Number of the servers of a pool. */
    interface PoolSize {
        int of(String pool);
    }

    /**
     * Checks a request.
     *
     * @throws RequestException if the client has no right to it
     */
    void require(Request request) {
        switch (request) {
            case Connect connect -> named(connect, connect.servers(), 0);
            case ConnectToRoom connect -> room(connect);
            case AddServer add -> named(add, List.of(add.server()), servers);
            case Reconnect reconnect -> {
                if (reconnect.to() != null) {
                    named(reconnect, List.of(reconnect.to()), Math.max(0, servers - 1));
                }
            }
            case CreateStream create -> atMost(create, streams + 1, rights.streams(), "streams");
            case Publish publish -> operation(publish, Operation.PUBLISH);
            case Send send -> operation(send, Operation.PUBLISH);
            case Play play -> operation(play, Operation.PLAY);
            case Pause pause -> operation(pause, Operation.PLAY);
            case Seek seek -> operation(seek, Operation.PLAY);
            case Receive receive -> operation(receive, Operation.PLAY);
            case BufferTime bufferTime -> operation(bufferTime, Operation.PLAY);
            case Call call -> operation(call, Operation.CALL);
            case UseSharedObject use -> operation(use, Operation.SHARED_OBJECTS);
            case SetSlots set -> operation(set, Operation.SHARED_OBJECTS);
            case SendMessage send -> operation(send, Operation.SHARED_OBJECTS);
            case ClearSharedObject clear -> operation(clear, Operation.SHARED_OBJECTS);
            case Return _,
                    ReleaseSharedObject _,
                    CloseStream _,
                    RemoveServer _,
                    Disconnect _,
                    Authenticate _,
                    Resume _ -> {}
        }
    }

    private void operation(Request request, Operation operation) {
        check(
                rights.allows(operation),
                request,
                ErrorCode.FORBIDDEN,
                "the token does not allow " + operation.wireName());
    }

    private void named(Request request, List<ServerRef> refs, int present) {
        int count = present;
        for (ServerRef ref : refs) {
            switch (ref) {
                case ServerRef.Url(String url) -> {
                    url(request, url);
                    count++;
                }
                case ServerRef.Pool(String name) -> {
                    check(
                            rights.scope().allowsPool(name),
                            request,
                            ErrorCode.FORBIDDEN,
                            "the token does not allow that pool");
                    count += poolSize.of(name);
                }
            }
        }
        atMost(request, count, rights.servers(), "servers");
    }

    private void url(Request request, String text) {
        RtmpUrl url;
        try {
            url = RtmpUrl.parse(text);
        } catch (IllegalArgumentException _) {
            return; // refused when it is resolved, with the reason
        }
        check(
                rights.scope().allows(url),
                request,
                ErrorCode.FORBIDDEN,
                "the token does not allow the server " + url.label());
    }

    private void room(ConnectToRoom request) {
        boolean allowed =
                switch (request.wish().room()) {
                    case RoomRef.Room(String id) -> rights.scope().allowsRoom(id);
                    case RoomRef.Group(String name) -> rights.scope().allowsGroup(name);
                };
        check(allowed, request, ErrorCode.FORBIDDEN, "the token does not allow that room");
        atMost(request, 1, rights.servers(), "servers");
    }

    private void atMost(Request request, int count, int max, String what) {
        check(
                count <= max,
                request,
                ErrorCode.TOO_MANY,
                count + " " + what + ", but the token allows " + max);
    }
}
