package io.multiconnection.app.config;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.PropertyNamesMatcher;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Keys of {@link GatewayConfig} and their environment variables. */
final class KnownKeys {

    static final String PREFIX = "multiconnection";

    private static final String INDEX = "[*]";
    private static final String NAME = "*";

    /** Difference of keys with a name in common: more than that of a few wrong characters. */
    private static final int SAME_NAME = 3;

    /** Keys with {@code *} for a name and {@code [*]} for an index. */
    private final List<String> keys;

    private final PropertyNamesMatcher matcher;
    private final List<Pattern> variables;

    KnownKeys() {
        ConfigClass mapping = new ConfigClass(GatewayConfig.class, PREFIX);
        this.keys = ConfigMappings.getProperties(mapping).keySet().stream().sorted().toList();
        this.matcher = ConfigMappings.propertyNamesMatcher(List.of(mapping));
        this.variables = keys.stream().map(KnownKeys::variablePattern).toList();
    }

    /** Whether there is a setting with this key, such as {@code multiconnection.hosts[0]}. */
    boolean hasKey(String key) {
        return matcher.matches(key);
    }

    /** Whether there is a setting with this environment variable. */
    boolean hasVariable(String name) {
        return variables.stream().anyMatch(variable -> variable.matcher(name).matches());
    }

    /** Returns the key that is most similar to an unknown one. */
    String nearestKey(String unknown) {
        return nearest(unknown, UnaryOperator.identity(), '.')
                .replace(INDEX, "[n]")
                .replace(NAME, "<name>");
    }

    /** Returns the environment variable that is most similar to an unknown one. */
    String nearestVariable(String unknown) {
        return nearest(unknown, KnownKeys::variable, '_')
                .replace("_*__", "_<n>__")
                .replace(NAME, "<NAME>");
    }

    /** Omits elements of lists, which are usually written as one value. */
    private String nearest(String unknown, UnaryOperator<String> form, char separator) {
        String last = unknown.substring(unknown.lastIndexOf(separator));
        ToIntFunction<String> edits = known -> EditDistance.of(known, unknown, separator);
        return keys.stream()
                .filter(key -> !key.endsWith(INDEX))
                .map(form)
                .min(
                        Comparator.comparingInt(
                                        (String known) ->
                                                difference(
                                                        edits.applyAsInt(known),
                                                        known.endsWith(last)
                                                                || unknown.startsWith(known)))
                                .thenComparingInt(edits))
                .orElseThrow();
    }

    /**
     * Returns a low difference for the same last name, so that a wrong group is found, and for a
     * known name with an addition.
     */
    private static int difference(int edits, boolean hasSameName) {
        return hasSameName ? Math.min(edits, SAME_NAME) : edits;
    }

    /** Returns the name of a variable with {@code *} for a name or an index. */
    private static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9*]", "_").toUpperCase(Locale.ROOT);
    }

    private static Pattern variablePattern(String key) {
        return Pattern.compile(
                variable(key.replace(INDEX, "[0]")).replace("_0_", "_\\d+_").replace(NAME, ".+"));
    }
}
