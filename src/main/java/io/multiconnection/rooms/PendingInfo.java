package io.multiconnection.rooms;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A pending client, as operators are told (PROTOCOL.md, section 15).
 *
 * @param user as the client says
 * @param waitsFor {@code directory}, {@code admission}, {@code operator} or {@code place}
 */
public record PendingInfo(
        String id,
        String session,
        String directory,
        @Nullable String room,
        @Nullable String group,
        @Nullable String user,
        Instant since,
        String waitsFor) {}
