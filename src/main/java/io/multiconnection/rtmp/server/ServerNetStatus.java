package io.multiconnection.rtmp.server;

import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;

/**
 * Status of a connection or a stream (section 7.2.2, onStatus).
 *
 * @param code code of Flash, such as {@code NetStream.Publish.Start}
 * @param description text for people
 */
public record ServerNetStatus(Level level, String code, String description) {

    /** Severity. */
    public enum Level {
        STATUS("status"),
        WARNING("warning"),
        ERROR("error");

        private final String wireName;

        Level(String wireName) {
            this.wireName = wireName;
        }
    }

    /** Returns a status that reports success. */
    public static ServerNetStatus status(String code, String description) {
        return new ServerNetStatus(Level.STATUS, code, description);
    }

    /** Returns a status that reports a failure. */
    public static ServerNetStatus error(String code, String description) {
        return new ServerNetStatus(Level.ERROR, code, description);
    }

    /** Returns a new object with the properties that onStatus carries. */
    AmfObject info() {
        return AmfObject.of(
                "level", new AmfString(level.wireName),
                "code", new AmfString(code),
                "description", new AmfString(description));
    }
}
