package io.multiconnection.rtmp.server;

import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;

/**
 * What a server says about a connection or a stream (section 7.2.2, onStatus).
 *
 * @param code one of Flash's, such as {@code NetStream.Publish.Start}
 * @param description for people
 */
public record ServerNetStatus(Level level, String code, String description) {

    /** How bad it is. */
    public enum Level {
        STATUS("status"),
        WARNING("warning"),
        ERROR("error");

        private final String wireName;

        Level(String wireName) {
            this.wireName = wireName;
        }
    }

    /** Good news. */
    public static ServerNetStatus status(String code, String description) {
        return new ServerNetStatus(Level.STATUS, code, description);
    }

    /** Something failed. */
    public static ServerNetStatus error(String code, String description) {
        return new ServerNetStatus(Level.ERROR, code, description);
    }

    /** The object that onStatus carries; a new one each time. */
    AmfObject info() {
        return AmfObject.of(
                "level", new AmfString(level.wireName),
                "code", new AmfString(code),
                "description", new AmfString(description));
    }
}
