package io.multiconnection.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.MemorySize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/configuration.md, compared with the configuration that the gateway reads. */
class ConfigurationReferenceTest {

    private static final String WRITE =
            "./mvnw test -Dtest=ConfigurationReferenceTest -Dconfiguration.write=true";

    private static final Set<Class<?>> NUMBERS =
            Set.of(int.class, double.class, Duration.class, MemorySize.class);

    private final String generated = new ConfigurationReference().markdown();

    /** Writes the document instead, with {@code -Dconfiguration.write=true}. */
    @Test
    void isWhatTheCodeSays() throws IOException {
        if (Boolean.getBoolean("configuration.write")) {
            Files.writeString(ConfigurationReference.FILE, generated);
        }
        assertThat(
                        Files.exists(ConfigurationReference.FILE)
                                ? Files.readString(ConfigurationReference.FILE)
                                : "")
                .as("%s, which %s writes", ConfigurationReference.FILE, WRITE)
                .isEqualTo(generated);
    }

    @Test
    void contributingHasTheCommand() throws IOException {
        assertThat(Files.readString(Path.of("CONTRIBUTING.md"))).contains(WRITE);
    }

    @Test
    void statesTheRangeOfEachNumber() {
        Set<String> without =
                ConfigurationReference.properties().entrySet().stream()
                        .filter(it -> NUMBERS.contains(it.getValue().getMethod().getReturnType()))
                        .map(it -> ConfigurationReference.documented(it.getKey()))
                        .filter(key -> !rangeIsStated(key))
                        .collect(Collectors.toSet());

        assertThat(without)
                .as("settings whose Javadoc lacks a sentence such as \"Range: 1 or more.\"")
                .isEmpty();
    }

    @Test
    void leavesNoTagsOfJavadoc() {
        assertThat(generated).doesNotContain("{@", "Range:", "Default:");
    }

    private boolean rangeIsStated(String key) {
        return Pattern.compile(
                        "^\\| `" + Pattern.quote(key) + "`<br>[^|]*\\|[^|]*\\| [^| ]",
                        Pattern.MULTILINE)
                .matcher(generated)
                .find();
    }
}
