package io.multiconnection.rooms;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory, as operators are told (PROTOCOL.md, section 17).
 *
 * @param master its URL, without what may be secret
 * @param malformed slots that are no room
 * @param counts whom the users of its rooms are
 */
public record DirectoryInfo(
        String name,
        String master,
        State state,
        int malformed,
        UserCountMode counts,
        List<RoomInfo> rooms) {

    /** How good the gateway's copy of it is. */
    public enum State {
        /** There is none yet. */
        @JsonProperty("waiting")
        WAITING,
        /** As the master says. */
        @JsonProperty("current")
        CURRENT,
        /** As the master said last: it is lost. */
        @JsonProperty("stale")
        STALE
    }

    /**
     * A room.
     *
     * @param servers their URLs, without what may be secret
     * @param users as the application counts
     * @param reserved places that clients of gateways have
     */
    @JsonInclude(Include.NON_NULL)
    public record RoomInfo(
            String id,
            @Nullable String group,
            List<String> servers,
            int capacity,
            int users,
            int reserved) {}
}
