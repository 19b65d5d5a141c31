package io.multiconnection.rooms;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A pending client, as operators are told (PROTOCOL.md, section 17).
 *
 * @param user as the client says
 * @param waitsFor {@code directory}, {@code admission}, {@code operator} or {@code place}
 */
@JsonInclude(Include.NON_NULL)
public record PendingInfo(
        String id,
        String session,
        String directory,
        @Nullable String room,
        @Nullable String group,
        @Nullable String user,
        Instant since,
        String waitsFor) {}
