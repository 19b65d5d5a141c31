package io.multiconnection.rtmp.server;

import io.multiconnection.amf.AmfNumeric;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.RtmpProtocolException;
import java.util.List;

/**
 * What a client says when it connects (section 7.2.1.1).
 *
 * @param app the application it asks for, with its instance, without a query and without slashes at
 *     its end
 * @param properties all that it says of itself, {@code app} included
 * @param arguments what the client's program added
 */
public record ServerConnectRequest(String app, AmfObject properties, List<AmfValue> arguments) {

    public ServerConnectRequest {
        arguments = List.copyOf(arguments);
    }

    static ServerConnectRequest of(Command command) {
        if (!(command.commandObject() instanceof AmfObject properties)) {
            throw new RtmpProtocolException(
                    "connect with %s, expected an object"
                            .formatted(command.commandObject().getClass().getSimpleName()));
        }
        String app = properties.property("app") instanceof AmfString(String name) ? name : "";
        return new ServerConnectRequest(name(app), properties, command.arguments());
    }

    /** Removes the query and the slashes before it. */
    private static String name(String app) {
        int query = app.indexOf('?');
        int end = query < 0 ? app.length() : query;
        while (end > 0 && app.charAt(end - 1) == '/') {
            end--;
        }
        return app.substring(0, end);
    }

    /** The URL that the client was given; empty if it does not say. */
    public String tcUrl() {
        return properties.property("tcUrl") instanceof AmfString(String url) ? url : "";
    }

    /** 3 if the client asks for AMF3, else 0. */
    public int objectEncoding() {
        return properties.property("objectEncoding") instanceof AmfNumeric n && n.number() == 3
                ? 3
                : 0;
    }
}
