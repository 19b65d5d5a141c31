package io.multiconnection.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** PROTOCOL.md as a program reads it: its examples, and the types that it declares. */
final class ProtocolDocument {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern EXAMPLES = Pattern.compile("```jsonc\n(.*?)```", Pattern.DOTALL);

    /** Messages after a line with an arrow; the last arrow of the line is theirs. */
    private static final Pattern GROUP =
            Pattern.compile(
                    "^// (?=[→←])[^\n]*([→←])[^→←\n]*\n((?:(?!// [→←]).*\n)*)", Pattern.MULTILINE);

    private static final Pattern DECLARATIONS = Pattern.compile("```ts\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile("//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern INTERFACE =
            Pattern.compile("interface (\\w+)(?: extends ([^{]*?))? *\\{");
    private static final Pattern ALIAS = Pattern.compile("\\btype (\\w+) =([^;]*);");
    private static final Pattern FIELD = Pattern.compile("(\\w+)(\\??):");

    /** One message of an example. */
    record Example(boolean isOfClient, JsonNode message) {}

    /** Fields of an interface, and whether each may be absent. */
    record Declared(String name, Map<String, Boolean> optional) {}

    private final String text;

    private ProtocolDocument(String text) {
        this.text = text;
    }

    static ProtocolDocument read() {
        try {
            return new ProtocolDocument(Files.readString(Path.of("PROTOCOL.md")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        return text;
    }

    List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (MatchResult block : EXAMPLES.matcher(text).results().toList()) {
            for (MatchResult group : GROUP.matcher(block.group(1)).results().toList()) {
                boolean isOfClient = group.group(1).equals("→");
                for (JsonNode message : messages(group.group(2))) {
                    examples.add(new Example(isOfClient, message));
                }
            }
        }
        return examples;
    }

    private static List<JsonNode> messages(String text) {
        try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(text)) {
            return values.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The TypeScript of the page, without comments. */
    private String declarations() {
        String all =
                DECLARATIONS
                        .matcher(text)
                        .results()
                        .map(block -> block.group(1))
                        .collect(Collectors.joining("\n"));
        return COMMENT.matcher(all).replaceAll("");
    }

    /** Names of declared types, as often as they are declared. */
    List<String> declaredNames() {
        String all = declarations();
        List<String> names = new ArrayList<>();
        INTERFACE.matcher(all).results().forEach(found -> names.add(found.group(1)));
        ALIAS.matcher(all).results().forEach(found -> names.add(found.group(1)));
        return names;
    }

    /** Names of types that declarations use: words with a capital outside of quotes. */
    Set<String> usedNames() {
        String bare = declarations().replaceAll("\"[^\"]*\"", "");
        return Pattern.compile("\\b[A-Z]\\w*")
                .matcher(bare)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The values of an alias that is a union of strings. */
    List<String> union(String name) {
        Matcher alias = ALIAS.matcher(declarations());
        while (alias.find()) {
            if (alias.group(1).equals(name)) {
                return Pattern.compile("\"([^\"]*)\"")
                        .matcher(alias.group(2))
                        .results()
                        .map(found -> found.group(1))
                        .toList();
            }
        }
        throw new IllegalArgumentException("no type " + name + " in PROTOCOL.md");
    }

    /** The interfaces by their names, with the fields that they inherit. */
    Map<String, Declared> interfaces() {
        String all = declarations();
        Map<String, Declared> interfaces = new LinkedHashMap<>();
        Matcher found = INTERFACE.matcher(all);
        while (found.find()) {
            Map<String, Boolean> fields = new LinkedHashMap<>();
            inherit(fields, found.group(2), interfaces);
            fields.putAll(fields(all, found.end()));
            interfaces.put(found.group(1), new Declared(found.group(1), fields));
        }
        return interfaces;
    }

    /** Reads {@code extends A} and {@code extends Omit<A, "field">}. */
    private static void inherit(
            Map<String, Boolean> fields, String parent, Map<String, Declared> interfaces) {
        if (parent == null) {
            return;
        }
        Matcher omit = Pattern.compile("Omit<(\\w+), \"(\\w+)\">").matcher(parent);
        String name = omit.matches() ? omit.group(1) : parent.strip();
        fields.putAll(interfaces.get(name).optional());
        if (omit.matches()) {
            fields.remove(omit.group(2));
        }
    }

    /** The fields of the body that begins at {@code start}, without those of types inside it. */
    private static Map<String, Boolean> fields(String all, int start) {
        StringBuilder outer = new StringBuilder();
        int depth = 1;
        for (int i = start; depth > 0; i++) {
            char c = all.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 1 && c != '}') {
                outer.append(c);
            }
        }
        Map<String, Boolean> fields = new LinkedHashMap<>();
        String bare = outer.toString().replaceAll("\\[\\w+: string\\]: [^;]*", "");
        for (MatchResult field : FIELD.matcher(bare).results().toList()) {
            fields.put(field.group(1), !field.group(2).isEmpty());
        }
        return fields;
    }
}
