package io.multiconnection.target;

import io.multiconnection.rtmp.client.WhiteSpace;

/**
 * Pattern of applications that a client may name. Rejects names that a server might resolve to
 * another application: a path with a segment {@code ..} in any spelling, and a name that matches
 * only because of the part after a {@code #}, which some servers cut off.
 */
final class AppPattern {

    /** Delimiters after which a server may ignore the rest of a segment. */
    private static final String CUTS = "#?;\0";

    private final Glob glob;
    private final boolean namesFragment;

    AppPattern(String pattern) {
        this.glob = new Glob(pattern);
        this.namesFragment = pattern.indexOf('#') >= 0;
    }

    boolean matches(String app) {
        int mark = app.indexOf('#');
        return glob.matches(app)
                && (mark < 0 || namesFragment || glob.matches(app.substring(0, mark)))
                && !hasParentSegment(app)
                && !hasParentSegment(SecretSpellings.percentDecoded(app));
    }

    private static boolean hasParentSegment(String path) {
        int start = 0;
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || path.charAt(i) == '/' || path.charAt(i) == '\\') {
                if (isParent(path.substring(start, i))) {
                    return true;
                }
                start = i + 1;
            }
        }
        return false;
    }

    private static boolean isParent(String segment) {
        int end = 0;
        while (end < segment.length() && CUTS.indexOf(segment.charAt(end)) < 0) {
            end++;
        }
        return WhiteSpace.trimmed(segment.substring(0, end)).equals("..");
    }
}
