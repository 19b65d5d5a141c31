package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.Command;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Status object as Flash defines it (RTMP 1.0, section 7.2.2, onStatus): {@code level}, {@code
 * code}, {@code description} and any further properties.
 *
 * @param info all properties in the order received
 */
public record NetStatus(Map<String, AmfValue> info) {

    /** Status of a server that accepts connect without sending one. */
    static final NetStatus CONNECTED =
            of("status", "NetConnection.Connect.Success", "Connection succeeded.");

    /** Returns a status with these three properties. */
    public static NetStatus of(String level, String code, String description) {
        Map<String, AmfValue> info = new LinkedHashMap<>();
        info.put("level", new AmfString(level));
        info.put("code", new AmfString(code));
        info.put("description", new AmfString(description));
        return new NetStatus(info);
    }

    /** Returns this status with one more property. */
    public NetStatus with(String name, AmfValue value) {
        Map<String, AmfValue> more = new LinkedHashMap<>(info);
        more.put(name, value);
        return new NetStatus(more);
    }

    /**
     * Returns the status in the first argument of an {@code onStatus}, {@code _result} or {@code
     * _error}; without properties if there is none.
     */
    static NetStatus of(Command command) {
        return !command.arguments().isEmpty()
                        && command.arguments().getFirst() instanceof AmfObject object
                ? new NetStatus(object.properties())
                : new NetStatus(Map.of());
    }

    public String level() {
        return text("level");
    }

    public String code() {
        return text("code");
    }

    public String description() {
        return text("description");
    }

    /** Returns whether the level is {@code error}. */
    public boolean isError() {
        return level().equals("error");
    }

    /** Returns whether the code is one of a stream rather than of the connection. */
    boolean isOfStream() {
        return code().startsWith("NetStream.");
    }

    /** Returns the second part of the code, such as Publish or Play; empty if there is none. */
    String topic() {
        String code = code();
        int begin = code.indexOf('.') + 1;
        int end = code.indexOf('.', begin);
        return begin == 0 ? "" : code.substring(begin, end < 0 ? code.length() : end);
    }

    /**
     * Returns the description, or else the code, as the end of an error text; empty if there is
     * neither.
     */
    String words() {
        String words = description().isEmpty() ? code() : description();
        return words.isEmpty() ? "" : ": " + words;
    }

    private String text(String name) {
        return info.get(name) instanceof AmfString(String value) ? value : "";
    }
}
