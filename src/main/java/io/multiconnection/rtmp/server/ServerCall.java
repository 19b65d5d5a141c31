package io.multiconnection.rtmp.server;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.Command;
import java.util.List;

/** Call of a server method by a client (section 7.2.1.2). Respond once. */
public final class ServerCall {

    private final ServerOutput output;
    private final Command command;

    ServerCall(ServerOutput output, Command command) {
        this.output = output;
        this.command = command;
    }

    public String method() {
        return command.name();
    }

    public List<AmfValue> arguments() {
        return command.arguments();
    }

    /** Responds with {@code value}, if the client expects a response. */
    public void result(AmfValue value) {
        output.respond(command, "_result", value);
    }

    /** Responds that the call failed, if the client expects a response. */
    public void error(String description) {
        output.respond(
                command,
                "_error",
                ServerNetStatus.error("NetConnection.Call.Failed", description).info());
    }
}
