package io.multiconnection.target;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.multiconnection.rtmp.client.Credentials;
import io.multiconnection.rtmp.client.RtmpUrl;
import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Secrets of a server that clients must not learn: stream key, query of the URL, the values in the
 * queries of both, user and password. Finds them in texts of the server in any spelling (see {@link
 * SecretSpellings}).
 */
public final class Secrets {

    /** No secrets. */
    static final Secrets NONE = new Secrets(Set.of());

    /** Text that replaces a secret. */
    static final String MASK = "***";

    /** Characters of a text that is searched; longer ones are masked as a whole. */
    static final int MAX_TEXT = 1 << 18;

    /**
     * Characters of the shortest secret value of a query; shorter ones are flags, such as {@code
     * v=1}.
     */
    private static final int MIN_QUERY_VALUE = 4;

    private final Set<String> words;
    private final PhraseFinder finder;

    private Secrets(Set<String> words) {
        this.words = words;
        this.finder =
                new PhraseFinder(
                        words.stream()
                                .flatMap(Secrets::cases)
                                .map(word -> word.getBytes(UTF_8))
                                .toList());
    }

    /** Returns the secrets of a server at {@code url} whose stream name is {@code key}. */
    public static Secrets of(RtmpUrl url, @Nullable String key) {
        Credentials who = url.credentials();
        Stream<String> names = who == null ? Stream.of() : Stream.of(who.user(), who.password());
        Stream<String> keys = key == null ? Stream.of() : Stream.of(key, before(key, '?'));
        Stream<String> queries = Stream.of(url.query(), key == null ? "" : after(key, '?'));
        Set<String> words =
                Stream.of(names, keys, queries.flatMap(Secrets::ofQuery))
                        .flatMap(each -> each)
                        .flatMap(Secrets::readings)
                        .filter(word -> !word.isEmpty())
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        return words.isEmpty() ? NONE : new Secrets(words);
    }

    /** Also adds the part before a {@code #}, because some servers cut off the rest. */
    private static Stream<String> readings(String word) {
        String cut = before(word, '#');
        return (cut.length() < MIN_QUERY_VALUE ? Stream.of(word) : Stream.of(word, cut))
                .flatMap(each -> Stream.of(each, SecretSpellings.percentDecoded(each)));
    }

    private static Stream<String> ofQuery(String query) {
        return Stream.concat(
                Stream.of(query),
                pieces(query, "&;")
                        .map(parameter -> after(parameter, '='))
                        .flatMap(value -> Stream.concat(Stream.of(value), pieces(value, ":,|=")))
                        .filter(value -> value.length() >= MIN_QUERY_VALUE));
    }

    /** Splits at all separators of parameters and lists that servers use, not only {@code &}. */
    private static Stream<String> pieces(String text, String separators) {
        return Collections.list(new StringTokenizer(text, separators)).stream()
                .map(String.class::cast);
    }

    /** Returns these secrets and those of {@code other}. */
    Secrets and(Secrets other) {
        Set<String> all = new LinkedHashSet<>(words);
        all.addAll(other.words);
        return all.isEmpty() ? NONE : new Secrets(all);
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    /** Returns {@code text} with every secret in it masked. */
    String masked(String text) {
        if (isEmpty()) {
            return text;
        }
        if (text.length() > MAX_TEXT) {
            return MASK;
        }
        boolean[] secret = SecretSpellings.find(SecretSpellings.of(text), text.length(), finder);
        StringBuilder masked = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (!secret[i]) {
                masked.append(text.charAt(i));
            } else if (i == 0 || !secret[i - 1]) {
                masked.append(MASK);
            }
        }
        return masked.toString();
    }

    /** Returns {@code bytes} with every secret in them masked. */
    byte[] masked(byte[] bytes) {
        if (isEmpty()) {
            return bytes;
        }
        byte[] mask = MASK.getBytes(UTF_8);
        if (bytes.length > MAX_TEXT) {
            return mask;
        }
        boolean[] secret = SecretSpellings.find(SecretSpellings.of(bytes), bytes.length, finder);
        ByteArrayOutputStream masked = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (!secret[i]) {
                masked.write(bytes[i]);
            } else if (i == 0 || !secret[i - 1]) {
                masked.writeBytes(mask);
            }
        }
        return masked.toByteArray();
    }

    /** Returns the case variants of a phrase outside ASCII, where a comparison by bytes fails. */
    private static Stream<String> cases(String word) {
        return word.chars().allMatch(c -> c < 0x80)
                ? Stream.of(word)
                : Stream.of(word, word.toLowerCase(Locale.ROOT), word.toUpperCase(Locale.ROOT));
    }

    private static String before(String text, char separator) {
        int at = text.indexOf(separator);
        return at < 0 ? text : text.substring(0, at);
    }

    private static String after(String text, char separator) {
        int at = text.indexOf(separator);
        return at < 0 ? "" : text.substring(at + 1);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secrets secrets && words.equals(secrets.words);
    }

    @Override
    public int hashCode() {
        return words.hashCode();
    }

    @Override
    public String toString() {
        return isEmpty() ? "no secrets" : "secrets";
    }
}
