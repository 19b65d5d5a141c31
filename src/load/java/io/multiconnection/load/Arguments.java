package io.multiconnection.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Arguments of the load test: {@code name=value}, and options of the gateway's JVM. */
final class Arguments {

    private static final List<String> NAMES =
            List.of(
                    "scenarios",
                    "relays",
                    "idle",
                    "viewers",
                    "members",
                    "plot",
                    "warm-up",
                    "time",
                    "out");

    private final List<String> options;
    private final Map<String, String> values;

    /**
     * Reads arguments.
     *
     * @throws IllegalArgumentException if one has no known name
     */
    Arguments(String... args) {
        Map<Boolean, List<String>> parts =
                Arrays.stream(args)
                        .collect(Collectors.partitioningBy(arg -> arg.matches("-[DX].*")));
        options = parts.get(true);
        values =
                parts.get(false).stream()
                        .map(arg -> arg.split("=", 2))
                        .collect(Collectors.toMap(Arguments::name, words -> words[1]));
    }

    private static String name(String[] words) {
        if (words.length < 2 || !NAMES.contains(words[0])) {
            throw new IllegalArgumentException(
                    "argument %s, expected name=value with a name of %s, -D… or -X…"
                            .formatted(words[0], NAMES));
        }
        return words[0];
    }

    /** Returns the options of the gateway's JVM. */
    List<String> options() {
        return options;
    }

    String value(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    Duration duration(String name, String otherwise) {
        return Duration.parse(value(name, otherwise));
    }

    /** Returns the elements of a list that is separated by commas; none if it is absent. */
    <T> List<T> list(String name, Function<String, T> reader) {
        String value = value(name, "");
        return value.isEmpty()
                ? List.of()
                : Arrays.stream(value.split(",", -1)).map(reader).toList();
    }

    /** Returns whether a list has this element, or is absent. */
    boolean isWanted(String name, String element) {
        List<String> wanted = list(name, Function.identity());
        return wanted.isEmpty() || wanted.contains(element);
    }
}
