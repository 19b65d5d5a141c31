package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files of the Maven profile {@code release}, without a build. */
class ReleaseFilesTest {

    private static final Path DESCRIPTOR = Path.of("src/main/assembly/gateway.xml");
    private static final Path START = Path.of("src/main/assembly/bin/multiconnection-gateway");

    private static final Pattern OPTION = Pattern.compile("-(?:XX:[+\\w]+|-[\\w-]+=\\w[\\w-]*)");

    @Test
    void descriptorNamesExistingFiles() throws IOException {
        String descriptor = Files.readString(DESCRIPTOR);
        List<String> folders = texts(descriptor, "directory");
        List<String> files =
                texts(descriptor, "include").stream().filter(it -> !it.contains("*")).toList();

        assertThat(Files.readString(Path.of("pom.xml"))).contains(DESCRIPTOR.toString());
        assertThat(folders).contains("target/quarkus-app", "src/main/assembly/bin", "docs", ".");
        assertThat(folders)
                .filteredOn(it -> !it.startsWith("target/"))
                .allSatisfy(it -> assertThat(Path.of(it)).isDirectory());
        assertThat(files)
                .contains("LICENSE", "README.md")
                .allSatisfy(it -> assertThat(Path.of(it)).isRegularFile());
    }

    @Test
    void startScriptIsExecutable() {
        assertThat(START).isExecutable();
    }

    /** The share of memory is for containers: elsewhere the gateway is not alone. */
    @Test
    void startScriptHasTheOptionsOfTheImage() throws IOException {
        Matcher image =
                Pattern.compile("ARG JAVA_OPTIONS=\"([^\"]*)\"")
                        .matcher(Files.readString(Path.of("src/main/docker/Dockerfile.jvm")));
        assertThat(image.find()).isTrue();

        assertThat(options(Files.readString(START)))
                .containsExactlyInAnyOrderElementsOf(
                        options(image.group(1).replace("-XX:MaxRAMPercentage=40", "")).toList());
    }

    @Test
    void gatewayAndSdkHaveTheSameVersion() throws IOException {
        String gateway = texts(Files.readString(Path.of("pom.xml")), "version").getFirst();
        String sdk =
                new ObjectMapper()
                        .readTree(Path.of("web/sdk/package.json").toFile())
                        .path("version")
                        .asText();

        assertThat(gateway.replace("-SNAPSHOT", "")).isEqualTo(sdk);
    }

    private static Stream<String> options(String text) {
        return OPTION.matcher(text).results().map(option -> option.group());
    }

    private static List<String> texts(String xml, String element) {
        return Pattern.compile("<" + element + ">([^<]*)</" + element + ">")
                .matcher(xml)
                .results()
                .map(it -> it.group(1))
                .toList();
    }
}
