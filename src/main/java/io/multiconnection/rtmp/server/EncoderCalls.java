package io.multiconnection.rtmp.server;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.rtmp.MessagePayload.Command;
import java.util.List;

/**
 * Handler of the calls with which Flash's encoders and players announce a stream. Flash Media
 * Server responds to them without asking its application.
 */
final class EncoderCalls {

    private final ServerOutput output;

    EncoderCalls(ServerOutput output) {
        this.output = output;
    }

    /** Responds to one of these calls; returns false for any other call. */
    boolean received(Command command) {
        String name = new CommandArguments(command.arguments()).text(0, "");
        switch (command.name()) {
            case "releaseStream" -> acknowledge(command);
            case "FCPublish" -> {
                acknowledge(command);
                invoke("onFCPublish", ServerNetStatus.status("NetStream.Publish.Start", name));
            }
            case "FCUnpublish" -> {
                acknowledge(command);
                invoke(
                        "onFCUnpublish",
                        ServerNetStatus.status("NetStream.Unpublish.Success", name));
            }
            case "FCSubscribe" -> {
                acknowledge(command);
                invoke("onFCSubscribe", ServerNetStatus.status("NetStream.Play.Start", name));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void acknowledge(Command command) {
        output.respond(command, "_result", AmfUndefined.UNDEFINED);
    }

    private void invoke(String method, ServerNetStatus status) {
        output.send(
                0, new Command(method, 0, AmfNull.NULL, List.of(status.info()), output.encoding()));
    }
}
