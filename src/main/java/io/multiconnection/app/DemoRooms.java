package io.multiconnection.app;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.origin.Origin;
import java.util.List;

/** Directory with a few rooms for demonstrations. */
final class DemoRooms {

    private record Demo(String id, String group, int capacity) {}

    private static final List<Demo> ROOMS =
            List.of(
                    new Demo("lobby", "open", 100),
                    new Demo("red", "talk", 2),
                    new Demo("blue", "talk", 2),
                    new Demo("cabinet", "closed", 1));

    private DemoRooms() {}

    /** Writes the directory to the first origin; each room is on all origins. */
    static void open(List<Origin> origins) {
        for (Demo room : ROOMS) {
            List<AmfValue> urls =
                    origins.stream()
                            .<AmfValue>map(it -> new AmfString(it.url("rooms/" + room.id())))
                            .toList();
            AmfObject slot =
                    AmfObject.of("urls", new AmfStrictArray(urls))
                            .with("capacity", new AmfNumber(room.capacity()))
                            .with("group", new AmfString(room.group()));
            origins.getFirst().set("master", "rooms", room.id(), slot).join();
        }
    }
}
