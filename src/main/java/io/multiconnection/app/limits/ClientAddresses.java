package io.multiconnection.app.limits;

import io.multiconnection.app.config.ConfigErrors;
import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.config.ProxiesConfig;
import io.netty.util.NetUtil;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Determines the client address of a request. Behind trusted proxies it is the last address in the
 * configured header that belongs to no trusted proxy: each proxy appends the address that it saw,
 * and a client can forge everything before. (Quarkus' {@code quarkus.http.proxy} takes the first
 * address, which any client can choose.)
 */
@ApplicationScoped
public class ClientAddresses {

    /** Key of the client's address in the user data of a WebSocket connection. */
    public static final TypedKey<ClientAddress> CLIENT = new TypedKey<>("client");

    /** Key of the same address in the form for logs. */
    public static final TypedKey<String> LOGGED = new TypedKey<>("logged-client");

    /** Length limit of one element of the header; a quoted IPv6 address with a port is shorter. */
    private static final int MAX_HOP_CHARS = 80;

    private static final String FOR = "for=";

    private final AddressRanges proxies;
    private final ProxiesConfig.Header header;
    private final AddressRanges exempt;

    @Inject
    ClientAddresses(GatewayConfig config) {
        this(
                ranges("multiconnection.proxies.trusted", config.proxies().trusted()),
                config.proxies().header(),
                ranges(
                        "multiconnection.limits.exempt-addresses",
                        config.limits().exemptAddresses()));
    }

    ClientAddresses(AddressRanges proxies, ProxiesConfig.Header header, AddressRanges exempt) {
        this.proxies = proxies;
        this.header = header;
        this.exempt = exempt;
    }

    private static AddressRanges ranges(String key, Optional<List<String>> entries) {
        return ConfigErrors.withKey(key, () -> new AddressRanges(entries.orElse(List.of())));
    }

    /** Returns the client address of a request. */
    public ClientAddress of(HttpServerRequest request) {
        InetAddress peer = peer(request);
        return peer == null
                ? ClientAddress.of(InetAddress.getLoopbackAddress()) // a Unix domain socket
                : of(peer, fields(request));
    }

    /** Returns the whole address of the client, also of one without limits. */
    public String logged(HttpServerRequest request) {
        InetAddress peer = peer(request);
        return peer == null
                ? "local"
                : NetUtil.toAddressString(ClientAddress.unmapped(client(peer, fields(request))));
    }

    private static @Nullable InetAddress peer(HttpServerRequest request) {
        SocketAddress peer = request.connection().remoteAddress();
        String host = peer == null ? null : peer.hostAddress();
        return host == null ? null : AddressRanges.parse(host);
    }

    private List<String> fields(HttpServerRequest request) {
        return request.headers().getAll(header.fieldName());
    }

    /** Returns the client address of a request from {@code peer} with these header fields. */
    public ClientAddress of(InetAddress peer, List<String> fields) {
        return key(client(peer, fields));
    }

    /**
     * Returns the key that counts connections of {@code peer}. Connections of a trusted proxy carry
     * many clients, and have no limit.
     */
    ClientAddress ofConnection(InetAddress peer) {
        return proxies.contains(peer) ? ClientAddress.EXEMPT : key(peer);
    }

    private ClientAddress key(InetAddress address) {
        return exempt.contains(address) ? ClientAddress.EXEMPT : ClientAddress.of(address);
    }

    /** Follows the hops from last to first while they are trusted proxies. */
    private InetAddress client(InetAddress peer, List<String> fields) {
        InetAddress client = peer;
        if (!proxies.contains(peer)) {
            return client;
        }
        String hops = String.join(",", fields);
        int end = hops.length();
        while (end > 0 && proxies.contains(client)) {
            int comma = hops.lastIndexOf(',', end - 1);
            InetAddress hop = hop(hops.substring(comma + 1, end));
            if (hop == null) {
                return client;
            }
            client = hop;
            end = comma;
        }
        return client;
    }

    private @Nullable InetAddress hop(String element) {
        if (element.length() > MAX_HOP_CHARS) {
            return null;
        }
        return switch (header) {
            case X_FORWARDED_FOR -> address(element.strip());
            case FORWARDED -> forwardedFor(element);
        };
    }

    /** Parses an element of Forwarded (RFC 7239, section 4). */
    private static @Nullable InetAddress forwardedFor(String element) {
        StringTokenizer pairs = new StringTokenizer(element, ";");
        while (pairs.hasMoreTokens()) {
            String stripped = pairs.nextToken().strip();
            if (stripped.toLowerCase(Locale.ROOT).startsWith(FOR)) {
                return address(stripped.substring(FOR.length()).replace("\"", "").strip());
            }
        }
        return null;
    }

    /** Parses an address with an optional port, bracketed if IPv6; null if it is malformed. */
    private static @Nullable InetAddress address(String text) {
        int bracket = text.indexOf(']');
        if (text.startsWith("[") && bracket > 0) {
            return AddressRanges.parse(text.substring(1, bracket));
        }
        int colon = text.indexOf(':');
        boolean hasPort = colon >= 0 && colon == text.lastIndexOf(':');
        return AddressRanges.parse(hasPort ? text.substring(0, colon) : text);
    }
}
