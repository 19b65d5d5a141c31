package io.multiconnection.rooms;

import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumeric;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.client.RtmpUrl;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reader of the slots of a directory (PROTOCOL.md, section 17). */
final class RoomReader {

    private static final int MAX_NAME = 255;
    private static final int MAX_URLS = 16;
    private static final int MAX_CAPACITY = 1_000_000;
    private static final int MAX_USERS = 1_000_000_000;

    private RoomReader() {}

    /**
     * Returns the room that a slot describes.
     *
     * @throws IllegalArgumentException if the slot is malformed; the message contains no value
     */
    static Room read(String slot, AmfValue value) {
        Map<String, AmfValue> fields = fields(value);
        AmfValue group = fields.get("group");
        return new Room(
                name("id", slot),
                isThere(group) ? name("group", string("group", group)) : null,
                urls(fields),
                isThere(fields.get("users")) ? count("users", fields, MAX_USERS) : 0,
                count("capacity", fields, MAX_CAPACITY));
    }

    /** Returns the fields of an object or ECMA array, which Java servers often send instead. */
    private static Map<String, AmfValue> fields(AmfValue value) {
        return switch (value) {
            case AmfObject object -> object.properties();
            case AmfEcmaArray array -> array.properties();
            default -> throw new IllegalArgumentException("not an object");
        };
    }

    private static List<RtmpUrl> urls(Map<String, AmfValue> fields) {
        AmfValue urls = fields.get("urls");
        Collection<AmfValue> all =
                switch (urls) {
                    case AmfStrictArray array -> array.elements();
                    case AmfEcmaArray array -> array.properties().values();
                    case null -> List.of(fields.getOrDefault("url", AmfUndefined.UNDEFINED));
                    default -> List.of();
                };
        if (all.isEmpty() || all.size() > MAX_URLS) {
            throw new IllegalArgumentException(
                    "%d URLs, expected 1..%d".formatted(all.size(), MAX_URLS));
        }
        return all.stream().map(url -> RtmpUrl.parse(string("url", url))).distinct().toList();
    }

    private static String name(String what, String name) {
        if (name.isEmpty()
                || name.length() > MAX_NAME
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    what + ", expected 1.." + MAX_NAME + " printable characters");
        }
        return name;
    }

    private static String string(String what, @Nullable AmfValue value) {
        if (value instanceof AmfString(String text)) {
            return text;
        }
        throw new IllegalArgumentException(what + " is not a string");
    }

    private static int count(String what, Map<String, AmfValue> fields, int max) {
        double number = fields.get(what) instanceof AmfNumeric value ? value.number() : Double.NaN;
        if (number >= 0 && number <= max && number == Math.rint(number)) {
            return (int) number;
        }
        throw new IllegalArgumentException(what + ", expected a whole number 0.." + max);
    }

    private static boolean isThere(@Nullable AmfValue value) {
        return value != null && !(value instanceof AmfNull) && !(value instanceof AmfUndefined);
    }
}
