package io.multiconnection.target;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
import io.multiconnection.rtmp.SharedObjectEvent.Remove;
import io.multiconnection.rtmp.SharedObjectEvent.SendMessage;
import io.multiconnection.rtmp.UnreadableReason;
import io.multiconnection.rtmp.client.NetStatus;
import java.util.List;

/** Takes the secrets of one server out of what it says, before others learn of it. */
public record ServerRedactor(Pool.Server server) {

    /** Returns what the server said, in words of the gateway if it holds secrets. */
    public NetStatus shown(NetStatus status) {
        return server.hasSecrets() ? GenericStatus.of(status) : status;
    }

    /** Returns values of a server that {@link Pool.Server#sharesValues}, without secrets. */
    public List<AmfValue> shown(List<AmfValue> values) {
        return server.hasSecrets() ? new SecretRedactor(server.secrets()).all(values) : values;
    }

    /** Returns a value of such a server, without secrets. */
    public AmfValue shown(AmfValue value) {
        return shown(List.of(value)).getFirst();
    }

    /** Returns a name that such a server has for something, without secrets. */
    public String shown(String name) {
        return server.secrets().masked(name);
    }

    /** Returns events of a shared object, without secrets: other servers get them, too. */
    public List<SharedObjectEvent> shownEvents(List<SharedObjectEvent> events) {
        return server.hasSecrets() ? events.stream().map(this::shown).toList() : events;
    }

    private SharedObjectEvent shown(SharedObjectEvent event) {
        return switch (event) {
            case Change(String slot, AmfValue value) -> new Change(shown(slot), shown(value));
            case Remove(String slot) -> new Remove(shown(slot));
            case SendMessage(String handler, List<AmfValue> arguments) ->
                    new SendMessage(shown(handler), shown(arguments));
            case Malformed(int type, String slot, UnreadableReason(_, String words)) ->
                    new Malformed(type, shown(slot), new UnreadableReason(words, words));
            default -> event; // has no words of the server's application
        };
    }
}
