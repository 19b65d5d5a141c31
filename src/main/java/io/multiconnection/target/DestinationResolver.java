package io.multiconnection.target;

import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.Request.Connect;
import io.multiconnection.protocol.Request.ServerRef;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.rtmp.client.RtmpUrl;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Resolves what clients name, URLs and pools, to destinations. Thread-safe.
 *
 * @param allowed servers that a client may name
 * @param addresses addresses that their host names may resolve to
 * @param pools by name; neither rule applies to their servers
 * @param maxServers servers of a session, 1 or more
 */
public record DestinationResolver(
        AllowList allowed,
        Predicate<InetAddress> addresses,
        Map<String, Pool> pools,
        int maxServers) {

    /** Group of servers that are not allowed, in metrics. */
    private static final String NOT_ALLOWED = "not-allowed";

    /** A constant, because plays of the same server are shared only if their rules are equal. */
    private enum AnyAddress implements Predicate<InetAddress> {
        ALLOWED;

        @Override
        public boolean test(InetAddress address) {
            return true;
        }
    }

    /**
     * Returns the servers of a request to connect, pools expanded.
     *
     * @throws RequestException if a reference is invalid, or the number of servers is outside the
     *     limits
     */
    public List<Destination> resolve(Connect request) {
        List<Destination> list = resolve(request, request.servers(), 0);
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
     * Returns the servers that {@code refs} name, pools expanded.
     *
     * @param present servers that the session has already
     * @throws RequestException if a reference is invalid, or there are too many servers
     */
    public List<Destination> resolve(Request request, List<ServerRef> refs, int present) {
        List<Destination> list = new ArrayList<>();
        for (ServerRef ref : refs) {
            switch (ref) {
                case ServerRef.Url(String url) -> list.add(named(url, request));
                case ServerRef.Pool(String name) ->
                        list.addAll(
                                pool(name)
                                        .orElseThrow(
                                                () ->
                                                        failure(
                                                                request,
                                                                ErrorCode.NO_SUCH_POOL,
                                                                "no pool is named \""
                                                                        + name
                                                                        + "\"")));
            }
        }
        if (present + list.size() > maxServers) {
            throw failure(
                    request,
                    ErrorCode.TOO_MANY,
                    (present + list.size()) + " servers, expected " + maxServers + " at most");
        }
        return list;
    }

    private Destination named(String url, Request request) {
        try {
            return named(url);
        } catch (IllegalArgumentException e) {
            throw failure(request, ErrorCode.BAD_REQUEST, "servers: " + e.getMessage());
        }
    }

    /**
     * Returns the server of a URL.
     *
     * @throws IllegalArgumentException if the URL is invalid; the message is fit for the client
     */
    public Destination named(String url) {
        return checked(Pool.Server.named(RtmpUrl.parse(url)));
    }

    /** Returns the servers of a pool, if there is one of that name. */
    public Optional<List<Destination>> pool(String name) {
        return Optional.ofNullable(pools.get(name))
                .map(pool -> pool.servers().stream().map(server -> pooled(server, name)).toList());
    }

    private static Destination pooled(Pool.Server server, String pool) {
        return new Destination(server, true, AnyAddress.ALLOWED, pool);
    }

    /**
     * Returns where the next attempt to a server connects. The URL and the key of a pool's server
     * may have changed since the last attempt. A server that the pool no longer has, or has more
     * than once, stays as it is.
     */
    public Destination current(Destination last) {
        if (last.addresses() != AnyAddress.ALLOWED) {
            return last; // no server of a pool
        }
        String label = last.server().url().label();
        List<Destination> same =
                pool(last.group()).orElse(List.of()).stream()
                        .filter(it -> it.server().url().label().equals(label))
                        .toList();
        return same.size() == 1 ? same.getFirst() : last;
    }

    /**
     * Returns the destination to which a server redirects the gateway. The key stays; the rules are
     * those for servers that clients name.
     */
    public Destination redirected(Destination from, RtmpUrl url) {
        return url.equals(from.server().url()) ? from : checked(from.server().at(url));
    }

    private Destination checked(Pool.Server server) {
        Optional<String> rule = allowed.rule(server.url());
        return new Destination(server, rule.isPresent(), addresses, rule.orElse(NOT_ALLOWED));
    }

    private static RequestException failure(Request request, ErrorCode code, String message) {
        return new RequestException(request.id(), code, message);
    }
}
