package io.multiconnection.gateway;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfNumeric;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.client.NetStatus;
import java.util.HashMap;
import java.util.Map;

/** How a server sends its clients elsewhere (Enhanced RTMP v2, "Reconnect Request"). */
final class ReconnectRequest {

    private static final String CODE = "NetConnection.Connect.ReconnectRequest";
    private static final int RECONNECT = 1;

    private ReconnectRequest() {}

    /**
     * connect's properties, with the word that such requests are followed. What else the page says
     * of its {@code capsEx} stays: that is about its media.
     */
    static Map<String, AmfValue> announcedIn(Map<String, AmfValue> properties) {
        int said = properties.get("capsEx") instanceof AmfNumeric flags ? (int) flags.number() : 0;
        Map<String, AmfValue> all = new HashMap<>(properties);
        all.put("capsEx", new AmfNumber(said | RECONNECT));
        return all;
    }

    static boolean is(NetStatus status) {
        return status.code().equals(CODE);
    }

    /**
     * Where the server of {@code from} is to be connected anew: there, if it does not say.
     *
     * @throws IllegalArgumentException if that is no URL, or not allowed; the message is fit to be
     *     shown
     */
    static Destination leadsTo(NetStatus wish, Destination from, Gateway gateway) {
        if (!(wish.info().get("tcUrl") instanceof AmfString(String reference))) {
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
