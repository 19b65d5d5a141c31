package io.multiconnection.rooms;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Pending client in the operators' API (PROTOCOL.md, section 17).
 *
 * @param user user name in the client's request
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
