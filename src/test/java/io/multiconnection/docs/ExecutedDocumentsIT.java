package io.multiconnection.docs;

import static io.multiconnection.peers.Peer.CHROMIUM;
import static io.multiconnection.peers.Peer.NGINX;
import static io.multiconnection.peers.Peer.NPM;
import static io.multiconnection.peers.Peer.REDIS;

import io.multiconnection.docs.DocumentSteps.Step;
import io.multiconnection.peers.NeedsPeer;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tutorials and guides, performed as a reader does: their commands, configuration, programs and
 * pages, with the packaged gateway and real servers. {@code -Ddocument=first-call} selects some.
 */
@NeedsPeer({NGINX, CHROMIUM, NPM, REDIS})
@DisabledIfSystemProperty(
        named = "native.image.path",
        matches = ".+",
        disabledReason = "the documents start the jar")
class ExecutedDocumentsIT {

    static Stream<Path> documents() {
        return Documents.all().stream()
                .filter(it -> it.startsWith("docs/tutorials") || it.startsWith("docs/guides"))
                .filter(it -> it.toString().contains(System.getProperty("document", "")))
                .filter(it -> !DocumentSteps.of(MarkdownFile.read(it)).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void hasTheOutcomeThatTheDocumentShows(Path document) {
        String name = document.getFileName().toString().replace(".md", "");
        try (DocumentRun run = new DocumentRun(name)) {
            for (Step step : DocumentSteps.of(MarkdownFile.read(document))) {
                try {
                    run.perform(step);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(step + "\nThe programs printed:\n" + run.log(), e);
                }
            }
        }
    }
}
