package io.multiconnection.target;

import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfInteger;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfNumeric;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.gateway.Gateway;
import io.multiconnection.rtmp.client.NetStatus;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a server sends its clients elsewhere: by a request of Enhanced RTMP v2 ("Reconnect Request"),
 * or by a refusal with an address, as Flash Media Server, Wowza and SRS do ({@code ex} with {@code
 * code} 302 and {@code redirect}).
 */
public final class ReconnectRequest {

    private static final String CODE = "NetConnection.Connect.ReconnectRequest";
    private static final int RECONNECT = 1;

    private ReconnectRequest() {}

    /**
     * connect's properties, with the word that such requests are followed. What else the page says
     * of its {@code capsEx} stays: that is about its media.
     */
    public static Map<String, AmfValue> announcedIn(Map<String, AmfValue> properties) {
        int said = properties.get("capsEx") instanceof AmfNumeric flags ? (int) flags.number() : 0;
        Map<String, AmfValue> all = new HashMap<>(properties);
        all.put("capsEx", new AmfNumber(said | RECONNECT));
        return all;
    }

    public static boolean is(NetStatus status) {
        return status.code().equals(CODE) || isRedirect(status);
    }

    /** Whether the server refuses its client, and says where to go instead. */
    public static boolean isRedirect(NetStatus status) {
        return status.isError() && !redirect(status).isEmpty();
    }

    /** Returns the URL that a refusal leads to; empty: none. Some servers leave out the code. */
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
     * Where the server of {@code from} is to be connected anew: there, if it does not say.
     *
     * @throws IllegalArgumentException if that is no URL, or not allowed; the message is fit to be
     *     shown
     */
    public static Destination leadsTo(NetStatus wish, Destination from, Gateway gateway) {
        String redirect = redirect(wish);
        String reference = redirect.isEmpty() ? text(wish.info().get("tcUrl")) : redirect;
        if (reference.isEmpty()) {
            return from;
        }
        Destination there = from.at(from.server().url().resolve(reference), gateway);
        if (!there.allowed()) {
            throw new IllegalArgumentException(
                    "this gateway does not allow " + there.server().url().label());
        }
        return there;
    }
}
