package io.multiconnection.rtmp.server;

import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.ControlHandler;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth.LimitType;
import java.util.List;

/** Responses to connect, as Flash Media Server 5 sends them. Always in AMF0. */
final class ConnectResponse {

    static final SetPeerBandwidth PEER_BANDWIDTH =
            new SetPeerBandwidth(ControlHandler.DEFAULT_WINDOW, LimitType.DYNAMIC);

    /** Version of the server; the handshake has the same. */
    private static final String VERSION = "5,0,3,1";

    /** Capabilities as a bit set: all of them, as Flash Media Server announces since version 4. */
    private static final int CAPABILITIES = 255;

    private ConnectResponse() {}

    static Command success(Command connect, int objectEncoding) {
        AmfObject server =
                AmfObject.of(
                        "fmsVer", new AmfString("FMS/" + VERSION),
                        "capabilities", new AmfNumber(CAPABILITIES),
                        "mode", new AmfNumber(1));
        AmfObject info =
                ServerNetStatus.status("NetConnection.Connect.Success", "Connection succeeded.")
                        .info()
                        .with("objectEncoding", new AmfNumber(objectEncoding))
                        .with("data", new AmfEcmaArray().with("version", new AmfString(VERSION)));
        return response(connect, "_result", server, info);
    }

    static Command rejected(Command connect, String description) {
        ServerNetStatus status =
                ServerNetStatus.error("NetConnection.Connect.Rejected", description);
        return response(connect, "_error", AmfNull.NULL, status.info());
    }

    private static Command response(
            Command connect, String name, AmfValue commandObject, AmfValue info) {
        return new Command(
                name, connect.transactionId(), commandObject, List.of(info), AmfEncoding.AMF0);
    }
}
