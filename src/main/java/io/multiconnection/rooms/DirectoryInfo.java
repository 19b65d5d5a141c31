package io.multiconnection.rooms;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Directory in the operators' API (PROTOCOL.md, section 17).
 *
 * @param master URL of the master, without secrets
 * @param malformed number of malformed slots
 * @param counts clients that the {@code users} field of its rooms counts
 */
public record DirectoryInfo(
        String name,
        String master,
        State state,
        int malformed,
        UserCountMode counts,
        List<RoomInfo> rooms) {

    /** State of the gateway's copy of the directory. */
    public enum State {
        /** The directory was never received. */
        @JsonProperty("waiting")
        WAITING,
        /** The master is connected. */
        @JsonProperty("current")
        CURRENT,
        /** The master is lost; the rooms are the latest ones known. */
        @JsonProperty("stale")
        STALE
    }

    /**
     * Room in the operators' API.
     *
     * @param servers URLs of its servers, without secrets
     * @param users clients as counted by the application
     * @param reserved places that are reserved for clients of gateways
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
