package io.multiconnection.gateway;

import io.multiconnection.rtmp.client.RtmpUrl;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The servers a client may name: patterns {@code host[:port][/app]}, in which {@code *} stands for
 * any run of characters. Without a port any port matches, without an app any application.
 *
 * <p>The servers of configured pools need no entry: the operator wrote them down.
 */
public final class Destinations {

    private record Rule(String text, Pattern host, Pattern port, Pattern app) {

        static Rule parse(String pattern) {
            String text = pattern.strip().toLowerCase(Locale.ROOT);
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
                    pattern.strip(),
                    glob(host.replaceAll("^\\[|]$", "")),
                    glob(hasPort ? authority.substring(colon + 1) : "*"),
                    glob(slash < 0 ? "*" : text.substring(slash + 1)));
        }

        private static Pattern glob(String text) {
            return Pattern.compile(
                    Pattern.quote(text).replace("*", "\\E.*\\Q"), Pattern.CASE_INSENSITIVE);
        }

        boolean matches(RtmpUrl url) {
            return host.matcher(url.host()).matches()
                    && port.matcher(Integer.toString(url.port())).matches()
                    && app.matcher(url.app()).matches();
        }
    }

    private final List<Rule> rules;

    /**
     * Reads the patterns.
     *
     * @throws IllegalArgumentException if a pattern names no host
     */
    public Destinations(List<String> patterns) {
        rules = patterns.stream().map(Rule::parse).toList();
    }

    /** Whether a client may name {@code url}. */
    public boolean allow(RtmpUrl url) {
        return rule(url).isPresent();
    }

    /** Returns the first pattern that lets a client name {@code url}, as it was configured. */
    public Optional<String> rule(RtmpUrl url) {
        return rules.stream().filter(rule -> rule.matches(url)).map(Rule::text).findFirst();
    }
}
