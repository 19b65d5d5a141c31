package io.multiconnection.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.app.GatewayConfig;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keys and defaults of README.md, compared with the configuration that the gateway reads. */
class ConfigurationTableTest {

    private static final Pattern ROW =
            Pattern.compile("^\\| `(multiconnection\\.[^`]+)` \\| ([^|]*) \\|", Pattern.MULTILINE);

    /** Properties by key; a list has its key without an index. */
    private final Map<String, Property> properties =
            ConfigMappings.getProperties(new ConfigClass(GatewayConfig.class, "multiconnection"))
                    .entrySet()
                    .stream()
                    .filter(property -> !property.getKey().endsWith("[*]"))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    @Test
    void readmeListsEveryKey() throws IOException {
        assertThat(rows().keySet()).containsExactlyInAnyOrderElementsOf(properties.keySet());
    }

    @Test
    void readmeHasTheDefaults() throws IOException {
        Map<String, String> rows = rows();
        properties.forEach(
                (key, property) -> {
                    if (property.hasDefaultValue()) {
                        assertThat(rows.get(key))
                                .as(key)
                                .startsWith("`" + property.getDefaultValue() + "`");
                    }
                });
    }

    private static Map<String, String> rows() throws IOException {
        String configuration =
                Files.readString(Path.of("README.md"))
                        .split("## Configuration", -1)[1]
                        .split("### Health", -1)[0];
        return ROW.matcher(configuration)
                .results()
                .collect(
                        Collectors.toMap(
                                row -> row.group(1).replaceAll("<\\w+>", "*").replace("[n]", "[*]"),
                                row -> row.group(2)));
    }
}
