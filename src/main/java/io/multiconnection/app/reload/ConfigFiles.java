package io.multiconnection.app.reload;

import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.config.UnknownKeysCheck;
import io.quarkus.logging.Log;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.PropertiesLocationConfigSourceFactory;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Property files of the configuration, which are read again while the gateway runs: {@code
 * config/application.properties}, and those of {@code smallrye.config.locations}, where files may
 * come and go. All other sources keep what they had at startup.
 */
final class ConfigFiles implements ReloadedValue.Files<ConfigContent, ReloadableSettings> {

    private static final String NAME_START = "PropertiesConfigSource[source=";
    private static final String NAME_END = "]";
    private static final int CONVERTER_PRIORITY = 200;

    private final SmallRyeConfig started;
    private final ConfigContent first;

    /**
     * Creates the files of a configuration.
     *
     * @param started configuration at startup
     */
    ConfigFiles(SmallRyeConfig started) {
        this.started = started;
        this.first = ConfigContent.of(sources(started), ConfigFiles::isFile);
    }

    /** Returns the content at startup. */
    ConfigContent first() {
        return first;
    }

    /** Returns the name of the files in the log. */
    static String title() {
        return "settings";
    }

    private static List<ConfigSource> sources(SmallRyeConfig config) {
        List<ConfigSource> sources = new ArrayList<>();
        config.getConfigSources().forEach(sources::add);
        return sources;
    }

    @Override
    public ConfigContent read() throws IOException {
        List<ConfigSource> sources = sources(located());
        List<String> names = sources.stream().map(ConfigSource::getName).toList();
        for (ConfigSource source : first.sources()) {
            if (isFile(source)
                    && !names.contains(source.getName())
                    && Files.exists(Path.of(uri(source)))) {
                sources.add(new PropertiesConfigSource(uri(source).toURL(), source.getOrdinal()));
            }
        }
        return ConfigContent.of(sources, ConfigFiles::isFile);
    }

    /** Returns the sources that do not change, and the files of the locations that they name. */
    private SmallRyeConfig located() {
        return builder()
                .withSources(
                        first.sources().stream()
                                .filter(source -> !isFile(source))
                                .map(ConfigFiles::unshared)
                                .toList())
                .withSources(new PropertiesLocationConfigSourceFactory())
                .build();
    }

    /** Copies the environment, because a configuration adds names to the source that it has. */
    private static ConfigSource unshared(ConfigSource source) {
        return source instanceof EnvConfigSource env
                ? new EnvConfigSource(env.getProperties(), env.getOrdinal())
                : source;
    }

    private static boolean isFile(ConfigSource source) {
        return source.getName().startsWith(NAME_START + "file:");
    }

    private static URI uri(ConfigSource file) {
        String name = file.getName();
        return URI.create(name.substring(NAME_START.length(), name.length() - NAME_END.length()));
    }

    private SmallRyeConfigBuilder builder() {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withProfiles(started.getProfiles().reversed()); // the last one wins
    }

    @Override
    public ReloadableSettings make(ConfigContent content) {
        try {
            UnknownKeysCheck.check(content.sources(), started.getProfiles());
            ReloadableSettings settings = ReloadableSettings.of(mapped(content));
            warnOfOthers(content);
            return settings;
        } catch (RuntimeException e) {
            String text = String.valueOf(e.getMessage()).replaceAll("\\s+", " "); // one line
            throw new IllegalArgumentException(content.masked(text));
        }
    }

    /** Uses the converters of the startup, because a native image does not discover any. */
    private GatewayConfig mapped(ConfigContent content) {
        SmallRyeConfigBuilder builder =
                builder()
                        .withSources(content.sources())
                        .withMapping(GatewayConfig.class)
                        .withValidateUnknown(false);
        convert(builder, MemorySize.class);
        convert(builder, Duration.class);
        convert(builder, Path.class);
        return builder.build().getConfigMapping(GatewayConfig.class);
    }

    private <T> void convert(SmallRyeConfigBuilder builder, Class<T> type) {
        builder.withConverter(type, CONVERTER_PRIORITY, started.requireConverter(type));
    }

    private void warnOfOthers(ConfigContent content) {
        List<String> others =
                content.differences(first).stream()
                        .filter(key -> !ReloadableSettings.hasKey(key))
                        .toList();
        if (!others.isEmpty()) {
            Log.warnf("%s: a restart is needed to change %s", title(), String.join(", ", others));
        }
    }
}
