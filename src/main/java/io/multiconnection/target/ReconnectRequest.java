package io.multiconnection.target;

import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfInteger;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfNumeric;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.client.NetStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Request of a server to connect again, here or elsewhere: the Reconnect Request of Enhanced RTMP
 * v2, or a refusal of connect with an address, as Flash Media Server, Wowza and SRS send it ({@code
 * ex} with {@code code} 302 and {@code redirect}).
 *
 * @param isRefusal whether the server has refused connect
 * @param reference URL or reference to connect to; empty for the present one. It may hold secrets.
 */
public record ReconnectRequest(boolean isRefusal, String reference) {

    private static final String CODE = "NetConnection.Connect.ReconnectRequest";
    private static final int RECONNECT = 1;

    /** Returns the request that a status contains, if it contains one. */
    static Optional<ReconnectRequest> of(NetStatus status) {
        String redirect = redirect(status);
        boolean isRefusal = status.isError() && !redirect.isEmpty();
        if (!isRefusal && !status.code().equals(CODE)) {
            return Optional.empty();
        }
        return Optional.of(
                new ReconnectRequest(
                        isRefusal,
                        redirect.isEmpty() ? text(status.info().get("tcUrl")) : redirect));
    }

    /**
     * Returns connect's properties with the flag that announces support of such requests. The other
     * flags of {@code capsEx} are the client's: they are about its media.
     */
    public static Map<String, AmfValue> announcedIn(Map<String, AmfValue> properties) {
        int flags = properties.get("capsEx") instanceof AmfNumeric caps ? (int) caps.number() : 0;
        Map<String, AmfValue> all = new HashMap<>(properties);
        all.put("capsEx", new AmfNumber(flags | RECONNECT));
        return all;
    }

    /** Returns the URL of a refusal, or an empty string. Some servers leave out the code. */
    private static String redirect(NetStatus status) {
        Map<String, AmfValue> ex = properties(status.info().get("ex"));
        boolean isRedirect =
                switch (ex.get("code")) {
                    case AmfNumber(double code) -> code >= 300 && code < 400;
                    case AmfInteger(int code) -> code >= 300 && code < 400;
                    case AmfString(String code) -> code.startsWith("3");
                    case null, default -> true;
                };
        String inside = isRedirect ? text(ex.get("redirect")) : "";
        return inside.isEmpty() ? text(status.info().get("redirect")) : inside;
    }

    private static Map<String, AmfValue> properties(@Nullable AmfValue value) {
        return switch (value) {
            case AmfObject object -> object.properties();
            case AmfEcmaArray array -> array.properties();
            case null, default -> Map.of();
        };
    }

    private static String text(@Nullable AmfValue value) {
        return value instanceof AmfString(String text) ? text.strip() : "";
    }

    /**
     * Returns where the server at {@code from} wants its client to connect.
     *
     * @throws IllegalArgumentException if the reference is no URL, or is not allowed; the message
     *     is fit for the client
     */
    public Destination resolve(Destination from, DestinationResolver destinations) {
        if (reference.isEmpty()) {
            return from;
        }
        Destination to = destinations.redirected(from, from.server().url().resolve(reference));
        if (!to.allowed()) {
            throw new IllegalArgumentException(
                    "this gateway does not allow " + to.server().url().label());
        }
        return to;
    }
}
