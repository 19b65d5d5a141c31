package io.multiconnection.target;

import io.multiconnection.rtmp.client.HostName;
import io.multiconnection.rtmp.client.RtmpUrl;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Allow list of servers: patterns {@code host[:port][/app]}, in which {@code *} stands for any run
 * of characters without {@code /}, and {@code **} for any run of characters. Without a port any
 * port matches, without an app any application. Hosts are matched without regard to case,
 * applications with it, as servers do. Internationalized hosts are matched in their ASCII form.
 *
 * <p>Servers of configured pools need no entry.
 */
public final class AllowList {

    /** Characters of a pattern; bounds the time that matching one URL takes. */
    public static final int MAX_PATTERN_LENGTH = 1024;

    /**
     * Pattern of the list.
     *
     * @param text the pattern as configured
     * @param app null for any application
     */
    private record Rule(String text, Glob host, Glob port, @Nullable AppPattern app) {

        static Rule parse(String pattern) {
            String text = pattern.strip();
            if (text.length() > MAX_PATTERN_LENGTH) {
                throw new IllegalArgumentException(
                        "destination \"%s…\" of %d characters, expected up to %d"
                                .formatted(
                                        text.substring(0, 40), text.length(), MAX_PATTERN_LENGTH));
            }
            int slash = text.indexOf('/');
            String authority = slash < 0 ? text : text.substring(0, slash);
            int colon = authority.lastIndexOf(':');
            boolean hasPort = colon > authority.lastIndexOf(']') && colon >= 0;
            String host = hasPort ? authority.substring(0, colon) : authority;
            if (host.isEmpty()) {
                throw new IllegalArgumentException(
                        "destination \"" + pattern + "\", expected host[:port][/app]");
            }
            return new Rule(
                    text,
                    new Glob(asciiHost(host, text)),
                    new Glob(hasPort ? authority.substring(colon + 1) : "*"),
                    slash < 0 ? null : new AppPattern(text.substring(slash + 1)));
        }

        private static String asciiHost(String host, String pattern) {
            String bare =
                    host.substring(
                            host.startsWith("[") ? 1 : 0,
                            host.length() - (host.endsWith("]") ? 1 : 0));
            try {
                return HostName.asciiPattern(bare);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "destination \"" + pattern + "\": " + e.getMessage(), e);
            }
        }

        boolean matches(RtmpUrl url) {
            return host.matches(url.host())
                    && port.matches(Integer.toString(url.port()))
                    && (app == null || app.matches(url.app()));
        }
    }

    private final List<Rule> rules;

    /**
     * Parses the patterns.
     *
     * @throws IllegalArgumentException if a pattern names no host, or is too long
     */
    public AllowList(List<String> patterns) {
        rules = patterns.stream().map(Rule::parse).toList();
    }

    /** Returns whether a client may name {@code url}. */
    public boolean allow(RtmpUrl url) {
        return rule(url).isPresent();
    }

    /** Returns the first pattern that lets a client name {@code url}, as it was configured. */
    public Optional<String> rule(RtmpUrl url) {
        return rules.stream().filter(rule -> rule.matches(url)).map(Rule::text).findFirst();
    }
}
