package io.multiconnection.gateway;

import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.Request.Connect;
import io.multiconnection.protocol.Request.ServerRef;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.rtmp.client.RtmpUrl;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * One server that a client has asked for.
 *
 * @param allowed whether the rules let a client name it
 * @param addresses which addresses its name may lead to
 */
record Destination(Pool.Server server, boolean allowed, Predicate<InetAddress> addresses) {

    /**
     * The servers of a request, pools opened up.
     *
     * @throws RequestException if one cannot be understood, or there are none, or too many
     */
    static List<Destination> list(Connect request, Gateway gateway) {
        List<Destination> list = new ArrayList<>();
        for (ServerRef ref : request.servers()) {
            switch (ref) {
                case ServerRef.Url(String url) -> list.add(named(url, request, gateway));
                case ServerRef.Pool(String name) -> list.addAll(pooled(name, request, gateway));
            }
        }
        int max = gateway.limits().servers();
        if (list.size() > max) {
            throw failure(
                    request,
                    ErrorCode.TOO_MANY,
                    list.size() + " servers, expected " + max + " at most");
        }
        int required = request.require().of(list.size());
        if (list.isEmpty() || required > list.size()) {
            throw failure(
                    request,
                    ErrorCode.BAD_REQUEST,
                    "require is " + required + " of " + list.size() + " servers");
        }
        return list;
    }

    private static Destination named(String text, Connect request, Gateway gateway) {
        RtmpUrl url;
        try {
            url = RtmpUrl.parse(text);
        } catch (IllegalArgumentException e) {
            throw failure(request, ErrorCode.BAD_REQUEST, "servers: " + e.getMessage());
        }
        return new Destination(
                Pool.Server.named(url), gateway.destinations().allow(url), gateway.addresses());
    }

    private static List<Destination> pooled(String name, Connect request, Gateway gateway) {
        Pool pool = gateway.pools().get(name);
        if (pool == null) {
            throw failure(request, ErrorCode.NO_SUCH_POOL, "no pool is named \"" + name + "\"");
        }
        return pool.servers().stream()
                .map(server -> new Destination(server, true, _ -> true))
                .toList();
    }

    private static RequestException failure(Connect request, ErrorCode code, String message) {
        return new RequestException(request.id(), code, message);
    }
}
