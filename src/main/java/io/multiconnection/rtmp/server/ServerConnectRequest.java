package io.multiconnection.rtmp.server;

import io.multiconnection.amf.AmfNumeric;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.RtmpProtocolException;
import java.util.List;

/**
 * Request of a client to connect (section 7.2.1.1).
 *
 * @param app requested application with its instance, without a query and trailing slashes
 * @param properties all properties of the command object, {@code app} included
 * @param arguments further arguments of the client's program
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

    /** Returns the URL that the client used; empty if it does not send it. */
    public String tcUrl() {
        return properties.property("tcUrl") instanceof AmfString(String url) ? url : "";
    }

    /** Returns 3 if the client requests AMF3, otherwise 0. */
    public int objectEncoding() {
        return properties.property("objectEncoding") instanceof AmfNumeric n && n.number() == 3
                ? 3
                : 0;
    }
}
