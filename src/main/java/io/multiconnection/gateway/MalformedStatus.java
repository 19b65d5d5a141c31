package io.multiconnection.gateway;

import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.target.TextLimit;
import java.util.List;

/** Status of what a server said of a shared object and nobody here can read: it is left out. */
final class MalformedStatus {

    private static final String CODE = "SharedObject.Malformed";

    /** Slots that the status names; more are counted in its description. */
    private static final int MAX_SLOTS = 32;

    private MalformedStatus() {}

    /** Returns the malformed events among these, at most as many as a message may hold. */
    static List<Malformed> among(List<SharedObjectEvent> events) {
        return events.stream()
                .filter(Malformed.class::isInstance)
                .map(Malformed.class::cast)
                .toList();
    }

    /** Returns one status of all {@code malformed} events of a message, of which there is one. */
    static NetStatus of(List<Malformed> malformed) {
        Malformed first = malformed.getFirst();
        String about = first.slot().isEmpty() ? "" : "slot \"" + first.slot() + "\": ";
        String description =
                "%d slots or events cannot be read and are left out; %s%s"
                        .formatted(malformed.size(), about, first.reason().text());
        AmfStrictArray slots = new AmfStrictArray();
        malformed.stream()
                .map(Malformed::slot)
                .filter(slot -> !slot.isEmpty())
                .distinct()
                .limit(MAX_SLOTS)
                .forEach(slot -> slots.elements().add(new AmfString(slot)));
        return NetStatus.of("warning", CODE, TextLimit.shortened(description)).with("slots", slots);
    }
}
