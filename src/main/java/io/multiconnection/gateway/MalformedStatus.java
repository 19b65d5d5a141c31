package io.multiconnection.gateway;

import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.target.TextLimit;
import java.util.List;

/** Status of a server's shared object events that cannot be decoded and are ignored. */
final class MalformedStatus {

    private static final String CODE = "SharedObject.Malformed";

    /** Maximum of slots that the status names; its description counts all. */
    private static final int MAX_SLOTS = 32;

    private MalformedStatus() {}

    /** Returns the malformed events of a message. */
    static List<Malformed> in(List<SharedObjectEvent> events) {
        return events.stream()
                .filter(Malformed.class::isInstance)
                .map(Malformed.class::cast)
                .toList();
    }

    /** Returns one status for all malformed events of a message; there is at least one. */
    static NetStatus of(List<Malformed> malformed) {
        Malformed first = malformed.getFirst();
        String about = first.slot().isEmpty() ? "" : "slot \"" + first.slot() + "\": ";
        String description =
                "%d slots or events cannot be decoded and are ignored; %s%s"
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
