package io.multiconnection.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.docs.MarkdownFile.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Conversations in {@code jsonc} blocks of the protocol's documents, by their headings. */
public final class ProtocolExamples {

    /** Documents of the protocol; types of a later one may extend those of an earlier one. */
    public static final List<Path> DOCUMENTS =
            List.of(
                    Path.of("PROTOCOL.md"),
                    Path.of("docs/protocol-rooms.md"),
                    Path.of("docs/operators-api.md"));

    private static final Pattern GROUP =
            Pattern.compile("^// (?=[→←])(.*)\n((?:(?!// [→←]).*\n)*)", Pattern.MULTILINE);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Consecutive messages of one side.
     *
     * @param header line with an arrow, without the comment sign; its last arrow is the direction
     */
    public record Group(String header, List<JsonNode> messages) {

        public boolean isOfClient() {
            return header.lastIndexOf('→') > header.lastIndexOf('←');
        }
    }

    private ProtocolExamples() {}

    /** Reads the conversations of all documents; a heading has at most one. */
    public static Map<String, List<Group>> byHeading() {
        Map<String, List<Group>> examples = new LinkedHashMap<>();
        for (Path document : DOCUMENTS) {
            for (Block block : MarkdownFile.read(document).blocks("jsonc")) {
                if (examples.put(block.heading(), groups(block.text())) != null) {
                    throw new IllegalStateException(
                            "second example under \"" + block.heading() + "\", expected one");
                }
            }
        }
        return examples;
    }

    private static List<Group> groups(String block) {
        List<Group> groups = new ArrayList<>();
        Matcher group = GROUP.matcher(block);
        int end = 0;
        while (group.find() && group.start() == end) {
            groups.add(new Group(group.group(1), messages(group.group(2))));
            end = group.end();
        }
        if (end < block.length()) {
            throw new IllegalStateException("no arrow before: " + block.substring(end));
        }
        return groups;
    }

    private static List<JsonNode> messages(String text) {
        try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(text)) {
            return values.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
