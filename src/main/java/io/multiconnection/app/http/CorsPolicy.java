package io.multiconnection.app.http;

import io.multiconnection.app.config.ConfigErrors;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Headers and credentials that pages of allowed origins may send (Fetch standard, section 3.3). */
final class CorsPolicy {

    private static final String ANY = "*";

    private final String headers;
    private final boolean anyHeader;
    private final boolean credentials;

    /**
     * Creates a policy from the configuration.
     *
     * @param headers names of request headers, or {@code *} for any
     * @param credentials whether pages may send credentials
     * @param origins as in {@link OriginPatterns}; {@code *} excludes credentials
     * @throws IllegalArgumentException for an invalid value; the message starts with its key
     */
    CorsPolicy(List<String> headers, boolean credentials, List<String> origins) {
        List<String> names = headers.stream().map(String::strip).toList();
        this.credentials = credentials;
        this.anyHeader = names.contains(ANY);
        this.headers = ConfigErrors.withKey("multiconnection.cors.headers", () -> checked(names));
        if (credentials && origins.stream().map(String::strip).anyMatch(ANY::equals)) {
            throw new IllegalArgumentException(
                    "multiconnection.cors.credentials: true with multiconnection.origins=*,"
                            + " expected each origin by its name");
        }
    }

    private static String checked(List<String> names) {
        for (String name : names) {
            if (!isToken(name)) {
                throw new IllegalArgumentException(
                        "\""
                                + HostPort.shortened(name)
                                + "\", expected the name of a header, or *");
            }
        }
        return String.join(", ", names).toLowerCase(Locale.ROOT);
    }

    /** Whether the text is a token (RFC 9110, section 5.6.2). */
    private static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(CorsPolicy::isTokenCharacter);
    }

    private static boolean isTokenCharacter(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /** Whether pages may send credentials. */
    boolean credentials() {
        return credentials;
    }

    /**
     * Returns the headers that a page may send, comma-separated. If any may be sent, these are the
     * requested ones: in browsers {@code *} includes neither Authorization nor requests with
     * credentials.
     */
    String allowedHeaders(@Nullable String requested) {
        if (!anyHeader) {
            return headers;
        }
        return requested == null
                ? ""
                : Collections.list(new StringTokenizer(requested, ",")).stream()
                        .map(name -> name.toString().strip())
                        .filter(CorsPolicy::isToken)
                        .collect(Collectors.joining(", "));
    }
}
