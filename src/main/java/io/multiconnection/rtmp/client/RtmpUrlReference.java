package io.multiconnection.rtmp.client;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reference of a server to another URL, absolute or relative (RFC 3986, section 5.2, without
 * fragments). Only paths that are relative to a path lose their dot segments.
 */
final class RtmpUrlReference {

    private RtmpUrlReference() {}

    /** Returns the URL that {@code given} means at {@code base}, as text. */
    static String resolve(RtmpUrl base, String given) {
        String reference = RtmpUrlReader.checked(given);
        if (!RtmpUrlReader.scheme(reference).isEmpty()) {
            return reference;
        }
        if (reference.startsWith("//")) {
            return (base.secure() ? "rtmps:" : "rtmp:") + reference;
        }
        if (reference.startsWith("/")) {
            return base.server() + reference;
        }
        if (reference.isEmpty()) {
            return base.tcUrl();
        }
        int mark = reference.indexOf('?');
        String path = mark < 0 ? reference : reference.substring(0, mark);
        String query = mark < 0 ? "" : reference.substring(mark);
        return base.server()
                + "/"
                + (path.isEmpty() ? base.app() : merged(base.app(), path))
                + query;
    }

    /** Returns {@code path} in the place of the last segment of {@code app}, without dots. */
    private static String merged(String app, String path) {
        String all = app.substring(0, app.lastIndexOf('/') + 1) + path;
        Deque<String> segments = new ArrayDeque<>();
        int start = 0;
        for (int i = 0; i <= all.length(); i++) {
            if (i == all.length() || all.charAt(i) == '/') {
                String segment = all.substring(start, i);
                if (segment.equals("..")) {
                    segments.pollLast();
                } else if (!segment.equals(".")) {
                    segments.addLast(segment);
                }
                start = i + 1;
            }
        }
        return String.join("/", segments);
    }
}
