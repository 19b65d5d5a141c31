package io.multiconnection.docs;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.app.config.GatewayConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.common.utils.StringUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reference of the gateway's configuration in Markdown. Keys, types and defaults are those of
 * {@link GatewayConfig}; descriptions are its Javadoc, which Quarkus's annotation processor
 * extracts.
 */
final class ConfigurationReference {

    static final Path FILE = Path.of("docs/configuration.md");

    private static final String PREFIX = "multiconnection.";

    /** Written by Quarkus's annotation processor when Maven compiles the main classes. */
    private static final String JAVADOC = "META-INF/quarkus-config-doc/quarkus-config-javadoc.json";

    private static final String RELOADED = "Changes apply while the gateway runs.";
    private static final Pattern RANGE = sentence("Range");
    private static final Pattern DEFAULT = sentence("Default");
    private static final Pattern CODE = Pattern.compile("\\{@(?:code|literal)\\s+([^}]*)}");
    private static final Pattern LINK = Pattern.compile("\\{@link\\s+#?([^}]*)}");
    private static final Pattern DOCUMENT =
            Pattern.compile("\\b(?:docs/)?([\\w-]+\\.md)(, section \\d+)?");

    /**
     * Description of a setting, with what its last sentences state.
     *
     * @param meaning the other sentences
     * @param absent the default of a setting whose default is computed
     * @param reloaded whether a change applies while the gateway runs
     */
    private record Description(
            String meaning, Optional<String> range, Optional<String> absent, boolean reloaded) {}

    private final JsonNode javadoc = javadoc();
    private final Map<String, String> development = developmentValues();

    /**
     * Returns the settings by key, with {@code *} for names and indexes; lists without an index.
     */
    static Map<String, Property> properties() {
        Map<String, Property> all = new TreeMap<>();
        ConfigMappings.getProperties(new ConfigClass(GatewayConfig.class, "multiconnection"))
                .forEach(
                        (key, property) -> {
                            if (!key.endsWith("[*]")) {
                                all.put(key, property);
                            }
                        });
        return all;
    }

    /** Returns the document. */
    String markdown() {
        Map<String, StringBuilder> groups = new TreeMap<>();
        properties()
                .forEach(
                        (key, property) ->
                                groups.computeIfAbsent(group(key), this::heading)
                                        .append(row(key, property)));
        return """
        # Configuration

        <!-- Generated from the Javadoc of GatewayConfig; CONTRIBUTING.md has the command. -->

        The gateway reads every configuration source that Quarkus supports: `application.properties` in the folder `config`,
        environment variables, system properties and others. An invalid value or an unknown key prevents the start, with a message
        that names the key. White space and line breaks around secrets and URLs (stream keys, tokens) are removed, because files
        often contain them; a control character inside prevents the start, with a message that does not contain the value.

        | Type | How it is written |
        | --- | --- |
        | duration | `500ms`, `10s`, `2m`, `1h` |
        | size | bytes: `4096`, `256K`, `4M`, `1G` |
        | list | values with commas between them |

        `<name>` is a name of your choice, `[n]` a number from 0. In an environment variable, the name is in upper case, with `_` for
        other characters than letters and digits: the pool `main` has `MULTICONNECTION_POOLS_MAIN_SERVERS_0__URL`. "Dev" is the
        value in development mode. "While running" says whether a change in a file applies without a restart.
        """
                + groups.values().stream().map(StringBuilder::toString).collect(joining());
    }

    /** Returns the first name of a key below the prefix; empty for a setting without a group. */
    private static String group(String key) {
        String name = key.substring(PREFIX.length());
        return name.contains(".") ? name.substring(0, name.indexOf('.')) : "";
    }

    private StringBuilder heading(String group) {
        String title = group.isEmpty() ? "General" : group;
        String about =
                group.isEmpty()
                        ? "Settings of the whole gateway."
                        : description(method(group)).meaning();
        return new StringBuilder(
                """

                ## %s

                %s

                | Key and environment variable | Type | Range | Default | While running | Meaning |
                | --- | --- | --- | --- | --- | --- |
                """
                        .formatted(title, about));
    }

    private static Method method(String group) {
        return Arrays.stream(GatewayConfig.class.getMethods())
                .filter(it -> StringUtil.skewer(it.getName()).equals(group))
                .findFirst()
                .orElseThrow();
    }

    private String row(String key, Property property) {
        Description text = description(property.getMethod());
        return "| `%s`<br>`%s` | %s | %s | %s | %s | %s |\n"
                .formatted(
                        documented(key),
                        environmentVariable(documented(key)),
                        type(property.getMethod().getGenericReturnType()),
                        text.range().orElse(""),
                        defaultValue(key, property, text),
                        text.reloaded() ? "yes" : "no",
                        text.meaning());
    }

    /** Returns a key as the documents write it, with {@code <name>} and {@code [n]}. */
    static String documented(String key) {
        return key.replace("[*]", "[n]").replace("*", "<name>");
    }

    private static String environmentVariable(String key) {
        return key.replace("<name>", "NAME")
                .replaceAll("[^A-Za-z0-9]", "_")
                .toUpperCase(Locale.ROOT);
    }

    private String defaultValue(String key, Property property, Description text) {
        String always =
                property.hasDefaultValue()
                        ? "`" + property.getDefaultValue() + "`"
                        : text.absent().orElse(isRequired(property) ? "required" : "none");
        String dev = development.get(key);
        return dev == null ? always : always + " (dev: `" + dev + "`)";
    }

    private static boolean isRequired(Property property) {
        Class<?> type = property.getMethod().getReturnType();
        return type != Optional.class && type != Map.class;
    }

    private static String type(Type type) {
        if (type instanceof ParameterizedType generic) {
            String element = type(generic.getActualTypeArguments()[0]);
            return generic.getRawType() == List.class ? "list: " + element : element;
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return Arrays.stream(plain.getEnumConstants())
                    .map(it -> "`" + StringUtil.skewer(((Enum<?>) it).name()) + "`")
                    .collect(joining(", "));
        }
        Map<Class<?>, String> names =
                Map.of(
                        String.class, "text",
                        boolean.class, "boolean",
                        int.class, "integer",
                        Integer.class, "integer",
                        double.class, "number",
                        Duration.class, "duration",
                        MemorySize.class, "size",
                        Path.class, "path");
        return Optional.ofNullable(names.get(plain))
                .orElseThrow(() -> new IllegalStateException("no name for " + plain));
    }

    private Description description(Method method) {
        String name = method.getDeclaringClass().getName().replace('$', '.');
        String text = javadoc.path(name + "." + method.getName()).path("description").asText();
        if (text.isBlank()) {
            throw new IllegalStateException(
                    name + "." + method.getName() + "() has no Javadoc; compile it with Maven");
        }
        String plain = text.replaceAll("\\s+", " ");
        return new Description(
                markdown(
                        DEFAULT.matcher(RANGE.matcher(plain).replaceAll(""))
                                .replaceAll("")
                                .replace(RELOADED, "")
                                .strip()),
                found(RANGE, plain),
                found(DEFAULT, plain),
                plain.contains(RELOADED));
    }

    private static Optional<String> found(Pattern sentence, String text) {
        Matcher matcher = sentence.matcher(text);
        return matcher.find() ? Optional.of(markdown(matcher.group(1))) : Optional.empty();
    }

    /** Matches a sentence up to a full stop that ends it; a default may contain numbers. */
    private static Pattern sentence(String name) {
        return Pattern.compile(" ?" + name + ": (.*?)\\.(?= [A-Z]|$)");
    }

    private static String markdown(String text) {
        String code = CODE.matcher(text).replaceAll("`$1`");
        String plain = LINK.matcher(code).replaceAll("$1").replace("|", "\\|");
        return DOCUMENT.matcher(plain).replaceAll(it -> link(it.group(), it.group(1)));
    }

    private static String link(String text, String file) {
        String folder = text.startsWith("docs/") ? "" : "../";
        return "[%s](%s%s)".formatted(text, folder, file);
    }

    private static JsonNode javadoc() {
        try (InputStream json = GatewayConfig.class.getClassLoader().getResourceAsStream(JAVADOC)) {
            if (json == null) {
                throw new IllegalStateException(
                        "no " + JAVADOC + ", expected it to be written by ./mvnw compile");
            }
            return new ObjectMapper().readTree(json).path("elements");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the values of development mode, by key. */
    private static Map<String, String> developmentValues() {
        Properties all = new Properties();
        try (InputStream file =
                GatewayConfig.class.getResourceAsStream("/application.properties")) {
            all.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> values = new TreeMap<>();
        for (String key : all.stringPropertyNames()) {
            int dot = key.indexOf('.');
            if (key.startsWith("%")
                    && List.of(key.substring(1, dot).split(",", -1)).contains("dev")) {
                values.put(key.substring(dot + 1), all.getProperty(key));
            }
        }
        return values;
    }
}
