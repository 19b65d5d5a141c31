package io.multiconnection.rtmp.server;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.Command;
import java.util.List;

/** A method that a client calls (section 7.2.1.2). Answer it once. */
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

    /** Answers with {@code value}, if the client wants an answer. */
    public void result(AmfValue value) {
        output.respond(command, "_result", value);
    }

    /** Answers that it failed, if the client wants an answer. */
    public void error(String description) {
        output.respond(
                command,
                "_error",
                ServerNetStatus.error("NetConnection.Call.Failed", description).info());
    }
}
