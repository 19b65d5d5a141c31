package io.multiconnection.app.config;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Check for unknown keys below {@code multiconnection}, which are misspelled: the gateway does not
 * start with them. It replaces that of SmallRye Config ({@code
 * quarkus.config.mapping.validate-unknown}), which does not check environment variables, and names
 * no similar key.
 */
@ApplicationScoped
public class UnknownKeysCheck {

    private static final Pattern PROFILE = Pattern.compile("^%[^.]+\\.");

    /** Variables that Kubernetes and Docker set for a service whose name starts like a key. */
    private static final Pattern SERVICE =
            Pattern.compile(
                    ".+_SERVICE_(?:HOST|PORT(?:_.+)?)|.+_PORT_\\d+_(?:TCP|UDP|SCTP)(?:_\\w+)?");

    private static final Pattern SERVICE_URL = Pattern.compile("(?:tcp|udp|sctp)://.*");

    private final SmallRyeConfig config;

    UnknownKeysCheck(SmallRyeConfig config) {
        this.config = config;
    }

    /** Runs before other beans read their settings. */
    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        check(config.getConfigSources(), config.getProfiles());
    }

    /**
     * Checks the keys of all sources and profiles.
     *
     * @param profiles active profiles, for the names of environment variables
     * @throws IllegalArgumentException if keys are unknown; the message has all of them, without
     *     their values
     */
    public static void check(Iterable<ConfigSource> sources, List<String> profiles) {
        KnownKeys known = new KnownKeys();
        Map<String, String> unknown = new TreeMap<>();
        for (ConfigSource source : sources) {
            for (String name : source.getPropertyNames()) {
                if (source instanceof EnvConfigSource) {
                    checkVariable(known, source, name, profiles, unknown);
                } else {
                    checkKey(known, source, name, unknown);
                }
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    unknown.entrySet().stream()
                                    .map(it -> it.getKey() + it.getValue())
                                    .collect(Collectors.joining("; ", "unknown settings: ", ""))
                            + " (docs/configuration.md lists all settings)");
        }
    }

    private static void checkKey(
            KnownKeys known, ConfigSource source, String name, Map<String, String> unknown) {
        String key = PROFILE.matcher(name).replaceFirst("");
        if (key.startsWith(KnownKeys.PREFIX + ".") && !known.hasKey(key)) {
            unknown.put(name, hint(source, known.nearestKey(key)));
        }
    }

    /** Ignores the keys that SmallRye Config derives from variables by guessing. */
    private static void checkVariable(
            KnownKeys known,
            ConfigSource source,
            String name,
            List<String> profiles,
            Map<String, String> unknown) {
        String variable = withoutProfile(name, profiles);
        if (variable.startsWith(upperCase(KnownKeys.PREFIX) + "_")
                && !known.hasVariable(variable)
                && !isService(variable, source.getValue(name))) {
            unknown.put(name, hint(source, known.nearestVariable(variable)));
        }
    }

    private static String withoutProfile(String name, List<String> profiles) {
        for (String profile : profiles) {
            String prefix = "_" + upperCase(profile) + "_";
            if (name.startsWith(prefix)) {
                return name.substring(prefix.length());
            }
        }
        return name;
    }

    private static boolean isService(String variable, String value) {
        return SERVICE.matcher(variable).matches()
                || (variable.endsWith("_PORT") && SERVICE_URL.matcher(value).matches());
    }

    private static String hint(ConfigSource source, String nearest) {
        return " of %s, did you mean %s?".formatted(source.getName(), nearest);
    }

    private static String upperCase(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
