package io.multiconnection.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.protocol.Request.Connect;
import io.multiconnection.protocol.Request.ConnectToRoom;
import io.multiconnection.protocol.Request.Require;
import io.multiconnection.protocol.Request.RoomRef;
import io.multiconnection.protocol.Request.RoomWish;
import io.multiconnection.protocol.Request.ServerRef;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reader of connect: to servers (PROTOCOL.md, section 4) or to a room (section 17). */
final class ConnectReader {

    private static final int MAX_CREDENTIALS = 4096;

    private ConnectReader() {}

    static Request read(JsonFields fields) {
        List<String> targets = Stream.of("servers", "room", "group").filter(fields::has).toList();
        if (targets.size() > 1) {
            throw fields.field(targets.getLast()).expected("either servers, a room or a group");
        }
        return fields.has("room") || fields.has("group")
                ? new ConnectToRoom(wish(fields), connect(fields, List.of()))
                : connect(fields, fields.list("servers", ConnectReader::server));
    }

    private static RoomWish wish(JsonFields fields) {
        return new RoomWish(
                optional(fields, "directory", JsonFields.MAX_NAME),
                fields.has("room")
                        ? new RoomRef.Room(fields.field("room").name())
                        : new RoomRef.Group(fields.field("group").name()),
                optional(fields, "user", JsonFields.MAX_NAME),
                optional(fields, "credentials", MAX_CREDENTIALS));
    }

    private static @Nullable String optional(JsonFields fields, String name, int max) {
        return fields.has(name) ? fields.field(name).string(max) : null;
    }

    private static Connect connect(JsonFields fields, List<ServerRef> servers) {
        return new Connect(
                fields.id(),
                servers,
                fields.has("require") ? require(fields) : new Require.All(),
                fields.timeout(),
                fields.values("args"),
                fields.valueMap("properties"),
                !fields.has("recover") || fields.flag("recover"));
    }

    /** Reads a server in any of its notations. */
    static ServerRef server(JsonFields.Field field) {
        JsonNode node = field.node();
        if (node.isTextual()) {
            return new ServerRef.Url(node.textValue());
        }
        if (node.path("url").isTextual()) {
            return new ServerRef.Url(node.path("url").textValue());
        }
        if (node.path("pool").isTextual()) {
            return new ServerRef.Pool(node.path("pool").textValue());
        }
        throw field.expected("a URL, {\"url\": …} or {\"pool\": …}");
    }

    private static Require require(JsonFields fields) {
        JsonFields.Field field = fields.field("require");
        JsonNode node = field.node();
        if (node.isInt() && node.intValue() >= 1) {
            return new Require.AtLeast(node.intValue());
        }
        return switch (node.asText()) {
            case "all" -> new Require.All();
            case "any" -> new Require.AtLeast(1);
            default -> throw field.expected("\"all\", \"any\" or a number from 1");
        };
    }
}
