package io.multiconnection.target;

import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.Damage;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
import io.multiconnection.rtmp.SharedObjectEvent.Remove;
import io.multiconnection.rtmp.SharedObjectEvent.SendMessage;
import io.multiconnection.rtmp.client.CallAnswer;
import io.multiconnection.rtmp.client.NetStatus;
import java.util.List;

/**
 * Redaction of what one server sends. A {@link Target} applies it to everything that it delivers;
 * only live plays, which several sessions share, are redacted where a session receives them.
 */
public record ServerRedactor(Pool.Server server) {

    /** Returns a status in the words of the gateway if the server holds secrets. */
    public NetStatus redact(NetStatus status) {
        return server.hasSecrets() ? GenericStatus.of(status) : status;
    }

    /** Returns values without the secrets of the server. */
    public List<AmfValue> redact(List<AmfValue> values) {
        return server.hasSecrets() ? new SecretRedactor(server.secrets()).all(values) : values;
    }

    /** Returns a value without the secrets of the server. */
    public AmfValue redact(AmfValue value) {
        return redact(List.of(value)).getFirst();
    }

    /** Returns a name without the secrets of the server. */
    public String redact(String name) {
        return server.secrets().masked(name);
    }

    /** Returns events of a shared object without secrets: other servers receive them, too. */
    public List<SharedObjectEvent> redactEvents(List<SharedObjectEvent> events) {
        return server.hasSecrets() ? events.stream().map(this::redact).toList() : events;
    }

    /** Returns the response to a call; without a value if the server does not share values. */
    public CallAnswer redact(CallAnswer answer) {
        return switch (answer) {
            case CallAnswer.Result(AmfValue value) -> new CallAnswer.Result(ifShared(value));
            case CallAnswer.Failed(AmfValue info) -> new CallAnswer.Failed(ifShared(info));
        };
    }

    private AmfValue ifShared(AmfValue value) {
        return server.sharesValues() ? redact(value) : AmfUndefined.UNDEFINED;
    }

    private SharedObjectEvent redact(SharedObjectEvent event) {
        return switch (event) {
            case Change(String slot, AmfValue value) -> new Change(redact(slot), redact(value));
            case Remove(String slot) -> new Remove(redact(slot));
            case SendMessage(String handler, List<AmfValue> arguments) ->
                    new SendMessage(redact(handler), redact(arguments));
            case Malformed(int type, String slot, Damage(_, String words)) ->
                    new Malformed(type, redact(slot), new Damage(words, words));
            default -> event; // holds no text of the server's application
        };
    }
}
