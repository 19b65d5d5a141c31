package io.multiconnection.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Classes and packages that ARCHITECTURE.md names, compared with the code. */
class ArchitectureDocTest {

    private static final Path JAVA = Path.of("src/main/java/io/multiconnection");

    /** Established names that are not classes of this project. */
    private static final Set<String> ESTABLISHED = Set.of("FCUnpublish", "WebSocket");

    private static final Pattern CLASS_SPAN = Pattern.compile("([A-Z]\\w*[a-z]\\w*)(?:\\.\\w+)*");
    private static final Pattern CLASS_IN_DIAGRAM = Pattern.compile("\\b[A-Z][a-z]+[A-Z]\\w*");
    private static final Pattern PACKAGE_ROW =
            Pattern.compile("^\\| `([a-z.]+)` \\|", Pattern.MULTILINE);
    private static final Pattern DECLARATION =
            Pattern.compile("\\b(?:class|record|enum|interface|type|function|const) (\\w+)");

    private final MarkdownFile document = MarkdownFile.read(Path.of("ARCHITECTURE.md"));

    @Test
    void namesExistingClasses() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String span : document.codeSpans()) {
            Matcher name = CLASS_SPAN.matcher(span);
            if (name.matches()) {
                named.add(name.group(1));
            }
        }
        for (MarkdownFile.Block diagram : document.blocks("text")) {
            CLASS_IN_DIAGRAM.matcher(diagram.text()).results().forEach(it -> named.add(it.group()));
        }
        named.removeAll(ESTABLISHED);

        assertThat(named).hasSizeGreaterThan(50).isSubsetOf(declared());
    }

    @Test
    void listsEveryPackage() throws IOException {
        Set<String> packages;
        try (Stream<Path> files = Files.walk(JAVA)) {
            packages =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .map(file -> JAVA.relativize(file.getParent()).toString())
                            .map(folder -> folder.replace('/', '.'))
                            .collect(Collectors.toSet());
        }
        assertThat(
                        PACKAGE_ROW
                                .matcher(Files.readString(Path.of("ARCHITECTURE.md")))
                                .results()
                                .map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(packages);
    }

    private static Set<String> declared() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String folder : List.of("src/main/java", "src/test/java", "web/sdk/src")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                files.filter(Files::isRegularFile)
                        .flatMap(file -> DECLARATION.matcher(text(file)).results())
                        .forEach(name -> names.add(name.group(1)));
            }
        }
        return names;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
