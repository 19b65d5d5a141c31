package io.multiconnection.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.multiconnection.docs.MarkdownFile.Block;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Syntax of JSON, YAML and properties in all documents, and marks of executed blocks. */
class DocumentedBlocksTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper(new YAMLFactory());

    @TestFactory
    List<DynamicTest> everyBlockIsValid() {
        return Documents.all().stream()
                .map(
                        document ->
                                DynamicTest.dynamicTest(
                                        document.toString(), () -> assertValid(document)))
                .toList();
    }

    private static void assertValid(Path document) {
        MarkdownFile file = MarkdownFile.read(document);
        assertThat(file.blocks().stream().map(DocumentedBlocksTest::defects).flatMap(List::stream))
                .isEmpty();
        assertThat(DocumentSteps.of(file)).isNotNull();
    }

    @Test
    void reportsInvalidBlocks() {
        assertThat(defects(new Block("A", "json", "", "{ \"a\": 1, }"))).hasSize(1);
        assertThat(defects(new Block("A", "yaml", "", "a: [1\n"))).hasSize(1);
        assertThat(defects(new Block("A", "properties", "", "a=1\nb\n\n# c\n")))
                .containsExactly("A: no value: b");
        assertThat(defects(new Block("A", "text", "", "{"))).isEmpty();
    }

    private static List<String> defects(Block block) {
        List<String> defects = new ArrayList<>();
        try {
            switch (block.language()) {
                case "json" -> JSON.readTree(block.text());
                case "yaml" -> YAML.readerFor(Object.class).readValues(block.text()).readAll();
                case "properties" ->
                        block.text()
                                .lines()
                                .map(String::strip)
                                .filter(it -> !it.isEmpty() && !it.startsWith("#"))
                                .filter(it -> !it.contains("="))
                                .forEach(it -> defects.add(block.heading() + ": no value: " + it));
                default -> {}
            }
        } catch (JsonProcessingException e) {
            defects.add(block.heading() + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return defects;
    }
}
