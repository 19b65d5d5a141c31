package io.multiconnection.app.reload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/** Sources of the configuration at a moment. Equal to others whose files have the same content. */
final class ConfigContent {

    private static final String MASK = "***";

    /** Shortest text of a value that is masked in messages; shorter ones are no secrets. */
    private static final int MIN_SECRET = 4;

    private final List<ConfigSource> sources;

    /** Properties of each file, by the name of its source. */
    private final Map<String, Map<String, String>> files = new TreeMap<>();

    private ConfigContent(List<ConfigSource> sources) {
        this.sources = sources;
    }

    /**
     * Returns the present content of sources.
     *
     * @param isFile whether a source is a file that may change
     */
    static ConfigContent of(List<ConfigSource> sources, Predicate<ConfigSource> isFile) {
        ConfigContent content = new ConfigContent(List.copyOf(sources));
        sources.stream()
                .filter(isFile)
                .forEach(it -> content.files.put(it.getName(), Map.copyOf(it.getProperties())));
        return content;
    }

    /** Returns the sources, files and others. */
    List<ConfigSource> sources() {
        return sources;
    }

    /** Returns the keys that the files of {@code other} have differently. */
    Set<String> differences(ConfigContent other) {
        Map<String, List<String>> here = values();
        Map<String, List<String>> there = other.values();
        Set<String> keys = new TreeSet<>(here.keySet());
        keys.addAll(there.keySet());
        keys.removeIf(key -> Objects.equals(here.get(key), there.get(key)));
        return keys;
    }

    private Map<String, List<String>> values() {
        Map<String, List<String>> values = new TreeMap<>();
        for (Map<String, String> file : files.values()) {
            file.forEach(
                    (key, value) -> values.computeIfAbsent(key, _ -> new ArrayList<>()).add(value));
        }
        return values;
    }

    /** Returns {@code text} without the values of the files, because they may be secrets. */
    String masked(String text) {
        List<String> secrets =
                files.values().stream()
                        .flatMap(file -> file.values().stream())
                        .map(String::strip)
                        .filter(value -> value.length() >= MIN_SECRET)
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .toList();
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConfigContent content && files.equals(content.files);
    }

    @Override
    public int hashCode() {
        return files.hashCode();
    }

    /** Returns no values, so that no log contains them. */
    @Override
    public String toString() {
        return files.keySet().toString();
    }
}
