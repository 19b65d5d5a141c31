package io.multiconnection.rooms;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.origin.Origin;

/** Slots that a master application writes into its directory. */
final class MasterRooms {

    static final String APP = "master";

    private MasterRooms() {}

    static AmfObject room(String url, int users, int capacity) {
        return AmfObject.of("url", new AmfString(url))
                .with("users", new AmfNumber(users))
                .with("capacity", new AmfNumber(capacity))
                .with("group", new AmfString("chat"));
    }

    static void set(Origin master, String room, AmfValue value) {
        master.set(APP, "rooms", room, value).join();
    }
}
