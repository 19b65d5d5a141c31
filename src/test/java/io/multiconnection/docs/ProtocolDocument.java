package io.multiconnection.docs;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.docs.ProtocolExamples.Group;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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

/** Examples and declared types of the protocol's documents. */
public final class ProtocolDocument {

    private static final Pattern COMMENT = Pattern.compile("//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern INTERFACE =
            Pattern.compile("interface (\\w+)(?: extends ([^{]*?))? *\\{");
    private static final Pattern ALIAS = Pattern.compile("\\btype (\\w+) =([^;]*);");
    private static final Pattern FIELD = Pattern.compile("(\\w+)(\\??):");

    /** One message of an example. */
    public record Example(boolean isOfClient, JsonNode message) {}

    /** Fields of an interface, and whether each may be absent. */
    public record Declared(String name, Map<String, Boolean> optional) {}

    private final String text;
    private final String declarations;

    private ProtocolDocument(String text, String declarations) {
        this.text = text;
        this.declarations = COMMENT.matcher(declarations).replaceAll("");
    }

    /** Reads the documents from the root of the repository. */
    public static ProtocolDocument read() {
        try {
            return new ProtocolDocument(
                    Files.readString(ProtocolExamples.DOCUMENTS.getFirst()),
                    ProtocolExamples.DOCUMENTS.stream()
                            .flatMap(document -> MarkdownFile.read(document).blocks("ts").stream())
                            .map(MarkdownFile.Block::text)
                            .collect(Collectors.joining("\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the text of PROTOCOL.md. */
    public String text() {
        return text;
    }

    /** Returns the messages of all examples. */
    public static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (List<Group> groups : ProtocolExamples.byHeading().values()) {
            for (Group group : groups) {
                group.messages()
                        .forEach(message -> examples.add(new Example(group.isOfClient(), message)));
            }
        }
        return examples;
    }

    /** Returns the names of declared types, repeated if a type is declared twice. */
    public List<String> declaredNames() {
        List<String> names = new ArrayList<>();
        INTERFACE.matcher(declarations).results().forEach(found -> names.add(found.group(1)));
        ALIAS.matcher(declarations).results().forEach(found -> names.add(found.group(1)));
        return names;
    }

    /** Returns the names of types in declarations: capitalized words outside of quotes. */
    public Set<String> usedNames() {
        String bare = declarations.replaceAll("\"[^\"]*\"", "");
        return Pattern.compile("\\b[A-Z]\\w*")
                .matcher(bare)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the values of an alias that is a union of strings. */
    public List<String> union(String name) {
        Matcher alias = ALIAS.matcher(declarations);
        while (alias.find()) {
            if (alias.group(1).equals(name)) {
                return Pattern.compile("\"([^\"]*)\"")
                        .matcher(alias.group(2))
                        .results()
                        .map(found -> found.group(1))
                        .toList();
            }
        }
        throw new IllegalArgumentException("no type " + name + " in the documents");
    }

    /** Returns the interfaces by name, with inherited fields. */
    public Map<String, Declared> interfaces() {
        Map<String, Declared> interfaces = new LinkedHashMap<>();
        Matcher found = INTERFACE.matcher(declarations);
        while (found.find()) {
            Map<String, Boolean> fields = new LinkedHashMap<>();
            inherit(fields, found.group(2), interfaces);
            fields.putAll(fields(declarations, found.end()));
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

    /** Returns the fields of the body that begins at {@code start}, without nested types. */
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
