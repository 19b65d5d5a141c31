package io.multiconnection.rtmp.client;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Base of URLs that a server refers to, absolute or relative (RFC 3986, section 5.2, without
 * fragments). Dot segments are removed from paths that are relative to a path, and from no others.
 */
record RtmpUrlBase(boolean secure, String server, String app, String query) {

    /** Returns the URL to which {@code given} refers, as text. */
    String resolve(String given) {
        String reference = RtmpUrlReader.checked(given);
        if (!RtmpUrlReader.scheme(reference).isEmpty()) {
            return reference;
        }
        if (reference.startsWith("//")) {
            return (secure ? "rtmps:" : "rtmp:") + reference;
        }
        if (reference.startsWith("/")) {
            return server + reference;
        }
        if (reference.isEmpty()) {
            return server + "/" + app + (query.isEmpty() ? "" : "?" + query);
        }
        int mark = reference.indexOf('?');
        String path = mark < 0 ? reference : reference.substring(0, mark);
        String newQuery = mark < 0 ? "" : reference.substring(mark);
        return server + "/" + (path.isEmpty() ? app : merged(app, path)) + newQuery;
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

    /** Returns the base without its query, which may hold secrets. */
    @Override
    public String toString() {
        return server + "/" + app;
    }
}
