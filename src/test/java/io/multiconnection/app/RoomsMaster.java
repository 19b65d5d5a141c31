package io.multiconnection.app;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Master application with two rooms on the same server. */
public final class RoomsMaster implements QuarkusTestResourceLifecycleManager {

    static final String SECRET = "ticket=hush";

    private Origin origin;

    @Override
    public Map<String, String> start() {
        origin = Origin.start(OriginOptions.DEFAULT);
        set("lobby", 2, "open");
        set("cabinet", 0, "closed");
        return Map.of(
                "multiconnection.rooms.main.master", origin.url("master") + "?" + SECRET,
                "multiconnection.rooms.main.persistent", "true",
                "multiconnection.rooms.main.servers", "127.0.0.1",
                "multiconnection.rooms.main.private-addresses", "true");
    }

    private void set(String room, int capacity, String group) {
        AmfObject slot =
                AmfObject.of("url", new AmfString(origin.url("rooms/" + room) + "?" + SECRET))
                        .with("capacity", new AmfNumber(capacity))
                        .with("group", new AmfString(group));
        origin.set("master", "rooms", room, slot).join();
    }

    @Override
    public void stop() {
        if (origin != null) {
            origin.close();
        }
    }
}
