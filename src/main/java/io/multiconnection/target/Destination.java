package io.multiconnection.target;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.gateway.Gateway;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.Request.Connect;
import io.multiconnection.protocol.Request.ServerRef;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.relay.Upstream;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpUrl;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One server that a client has asked for.
 *
 * @param allowed whether the rules let a client name it
 * @param addresses which addresses its name may lead to
 * @param group its name in metrics, which is never a client's or a server's: the pool, the room
 *     directory, or the pattern that allows it
 */
public record Destination(
        Pool.Server server, boolean allowed, Predicate<InetAddress> addresses, String group) {

    /** Group of servers that are not allowed. */
    private static final String NOT_ALLOWED = "not-allowed";

    /** One object, as upstreams are the same only where their rules are. */
    private enum Anywhere implements Predicate<InetAddress> {
        RULE;

        @Override
        public boolean test(InetAddress address) {
            return true;
        }
    }

    /**
     * The servers of a request, pools opened up.
     *
     * @throws RequestException if one cannot be understood, or there are none, or too many
     */
    public static List<Destination> list(Connect request, Gateway gateway) {
        List<Destination> list = list(request, request.servers(), 0, gateway);
        int required = request.require().of(list.size());
        if (list.isEmpty() || required > list.size()) {
            throw failure(
                    request,
                    ErrorCode.BAD_REQUEST,
                    "require is " + required + " of " + list.size() + " servers");
        }
        return list;
    }

    /**
     * The servers that are meant by {@code refs}, pools opened up.
     *
     * @param others how many servers there are already
     * @throws RequestException if one cannot be understood, or there are too many
     */
    public static List<Destination> list(
            Request request, List<ServerRef> refs, int others, Gateway gateway) {
        List<Destination> list = new ArrayList<>();
        for (ServerRef ref : refs) {
            switch (ref) {
                case ServerRef.Url(String url) -> list.add(named(url, request, gateway));
                case ServerRef.Pool(String name) -> list.addAll(pooled(name, request, gateway));
            }
        }
        int max = gateway.limits().servers();
        if (others + list.size() > max) {
            throw failure(
                    request,
                    ErrorCode.TOO_MANY,
                    (others + list.size()) + " servers, expected " + max + " at most");
        }
        return list;
    }

    private static Destination named(String text, Request request, Gateway gateway) {
        try {
            return named(text, gateway);
        } catch (IllegalArgumentException e) {
            throw failure(request, ErrorCode.BAD_REQUEST, "servers: " + e.getMessage());
        }
    }

    private static List<Destination> pooled(String name, Request request, Gateway gateway) {
        Pool pool = gateway.pools().get(name);
        if (pool == null) {
            throw failure(request, ErrorCode.NO_SUCH_POOL, "no pool is named \"" + name + "\"");
        }
        return pooled(name, pool);
    }

    /**
     * A server by its URL.
     *
     * @throws IllegalArgumentException if that is not one; the message is fit to be shown
     */
    public static Destination named(String text, Gateway gateway) {
        RtmpUrl url = RtmpUrl.parse(text);
        return named(Pool.Server.named(url), gateway);
    }

    private static Destination named(Pool.Server server, Gateway gateway) {
        Optional<String> rule = gateway.destinations().rule(server.url());
        return new Destination(
                server, rule.isPresent(), gateway.addresses(), rule.orElse(NOT_ALLOWED));
    }

    /** The servers of a pool. */
    public static List<Destination> pooled(String name, Pool pool) {
        return pool.servers().stream()
                .map(server -> new Destination(server, true, Anywhere.RULE, name))
                .toList();
    }

    /**
     * The same server elsewhere, where it has sent us by itself: its key stays, and the rules are
     * those for what clients name.
     */
    public Destination at(RtmpUrl url, Gateway gateway) {
        return url.equals(server.url()) ? this : named(server.at(url), gateway);
    }

    /** A live stream there. */
    public Upstream upstream(Map<String, AmfValue> properties, List<AmfValue> args, String stream) {
        return new Upstream(server.url(), properties, args, addresses, stream);
    }

    /** Returns {@code text}, which is ours, with the server's name before it. */
    public String said(String text) {
        return server.url().label() + ": " + text;
    }

    /** Returns what happened, with the server's name before it. */
    public String said(RtmpClientException fault) {
        return said(words(fault));
    }

    /** Returns what happened; without words of a server that holds secrets. */
    public String words(RtmpClientException fault) {
        return server.hasSecrets() ? fault.ownText() : fault.text();
    }

    /** Returns the code of what the server said, or a general one if it holds secrets. */
    public String words(NetStatus status) {
        return server.hasSecrets() ? GenericStatus.of(status).code() : status.code();
    }

    private static RequestException failure(Request request, ErrorCode code, String message) {
        return new RequestException(request.id(), code, message);
    }
}
