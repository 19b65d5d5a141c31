package io.multiconnection.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMappingInterface.Property;
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

    @Test
    void readmeListsTheFirstTenKeys() throws IOException {
        assertThat(rows()).hasSize(10);
        assertThat(ConfigurationReference.properties().keySet().stream())
                .map(ConfigurationReference::documented)
                .containsAll(rows().keySet());
    }

    @Test
    void readmeHasTheDefaults() throws IOException {
        Map<String, Property> properties = ConfigurationReference.properties();
        Map<String, String> rows = rows();
        properties.forEach(
                (key, property) -> {
                    String row = rows.get(ConfigurationReference.documented(key));
                    if (row != null && property.hasDefaultValue()) {
                        assertThat(row).as(key).startsWith("`" + property.getDefaultValue() + "`");
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
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
    }
}
