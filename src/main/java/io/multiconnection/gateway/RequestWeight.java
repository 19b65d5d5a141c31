package io.multiconnection.gateway;

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
import io.multiconnection.protocol.Request.On;
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
import io.multiconnection.protocol.Request.ServerRef;
import io.multiconnection.protocol.Request.SetSlots;
import io.multiconnection.protocol.Request.UseSharedObject;
import io.multiconnection.target.Pool;
import java.util.List;
import java.util.Map;

/**
 * Weight of a request by the work that it causes (PROTOCOL.md, section 11). Weight 1 is a short
 * message to one server, or one KiB of a long message.
 */
final class RequestWeight {

    /** Weight of one connection: DNS, TCP, TLS, handshake, connect. */
    static final int DIAL = 2000;

    /**
     * Weight of each server that may be tried. Usually the first server has the stream, and a relay
     * may already play it.
     */
    static final int PLAY = 500;

    /** Weight of a use on one server, which sends the whole object. */
    static final int USE = 250;

    /** Weight of the verification of a token, which may need the keys of its issuer. */
    static final int AUTHENTICATE = 1000;

    static final int CLEAR = 50;
    static final int PUBLISH = 5;

    private RequestWeight() {}

    /**
     * Returns the weight of a request.
     *
     * @param bytes size of the request's JSON
     * @param servers number of servers of the session
     */
    static long of(Request request, int bytes, int servers, Map<String, Pool> pools) {
        long size = bytes >> 10;
        return switch (request) {
            case Connect connect -> size + dials(connect.servers(), pools);
            case ConnectToRoom _ -> size + DIAL;
            case AddServer add -> size + dials(List.of(add.server()), pools);
            case Reconnect reconnect ->
                    size + (reconnect.to() == null ? DIAL : dials(List.of(reconnect.to()), pools));
            case Play play -> 1 + PLAY * tried(play, servers);
            case UseSharedObject _ -> each(servers, USE);
            case SetSlots set -> each(servers, set.changes().size() + size);
            case ClearSharedObject _ -> each(servers, CLEAR);
            case Publish _ -> each(servers, PUBLISH + size);
            case Call call -> each(call.on() instanceof On.Server ? 1 : servers, 1 + size);
            case Send _, SendMessage _ -> each(servers, 1 + size);
            case CreateStream _, CloseStream _, ReleaseSharedObject _, Disconnect _ ->
                    each(servers, 1);
            case Authenticate _ -> AUTHENTICATE;
            case Return _ -> 1 + size;
            case Pause _, Seek _, Receive _, BufferTime _, RemoveServer _, Resume _ -> 1;
        };
    }

    private static long each(int servers, long weight) {
        return Math.max(1, servers) * weight;
    }

    private static long tried(Play play, int servers) {
        return Math.max(1, play.servers().isEmpty() ? servers : play.servers().size());
    }

    private static long dials(List<ServerRef> servers, Map<String, Pool> pools) {
        return servers.stream().mapToLong(server -> DIAL * count(server, pools)).sum();
    }

    private static long count(ServerRef server, Map<String, Pool> pools) {
        return switch (server) {
            case ServerRef.Url _ -> 1;
            case ServerRef.Pool(String name) -> poolSize(name, pools);
        };
    }

    /** Returns the number of the servers of a pool; 1 if there is no such pool. */
    static int poolSize(String name, Map<String, Pool> pools) {
        Pool pool = pools.get(name);
        return pool == null ? 1 : pool.servers().size();
    }
}
