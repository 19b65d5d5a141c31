package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.Command;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Flash's status object (RTMP 1.0, section 7.2.2, onStatus): {@code level}, {@code code} and {@code
 * description}, and whatever else the server said.
 *
 * @param info all of its properties, in the order in which they came
 */
public record NetStatus(Map<String, AmfValue> info) {

    /** What a server means that answers connect without saying more. */
    static final NetStatus CONNECTED =
            of("status", "NetConnection.Connect.Success", "Connection succeeded.");

    /** A status of our own words. */
    public static NetStatus of(String level, String code, String description) {
        Map<String, AmfValue> info = new LinkedHashMap<>();
        info.put("level", new AmfString(level));
        info.put("code", new AmfString(code));
        info.put("description", new AmfString(description));
        return new NetStatus(info);
    }

    /** The same with one more property. */
    public NetStatus with(String name, AmfValue value) {
        Map<String, AmfValue> more = new LinkedHashMap<>(info);
        more.put(name, value);
        return new NetStatus(more);
    }

    /** The first argument of an onStatus, a _result or an _error. */
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

    /** Whether something failed, as opposed to a status or a warning. */
    public boolean isError() {
        return level().equals("error");
    }

    /** Returns whether the code is one of a stream, and not one of the connection. */
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

    /** What it says, to end a sentence of ours with; empty if it says nothing. */
    String words() {
        String words = description().isEmpty() ? code() : description();
        return words.isEmpty() ? "" : ": " + words;
    }

    private String text(String name) {
        return info.get(name) instanceof AmfString(String value) ? value : "";
    }
}
