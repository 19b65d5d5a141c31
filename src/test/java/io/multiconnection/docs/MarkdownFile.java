package io.multiconnection.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Headings, anchors, links and fenced blocks of a Markdown file, as GitHub renders it. */
public final class MarkdownFile {

    private static final Pattern FENCE = Pattern.compile(" {0,3}(```+|~~~+) *(\\w*) *(.*)");
    private static final Pattern HEADING = Pattern.compile("(#{1,6}) +(.*?)(?: +#+)? *");
    private static final Pattern CODE_SPAN = Pattern.compile("(`+)(?!`)(.+?)(?<!`)\\1(?!`)");
    private static final Pattern INLINE_LINK = Pattern.compile("]\\(<?([^)\\s>]+)>?[^)]*\\)");
    private static final Pattern REFERENCE_LINK = Pattern.compile("(?m)^ {0,3}\\[[^]]+]: *(\\S+)");
    private static final Pattern HTML_LINK = Pattern.compile("\\b(?:href|src)=\"([^\"]+)\"");
    private static final Pattern HTML_ANCHOR = Pattern.compile("<a (?:id|name)=\"([^\"]+)\"");
    private static final Pattern LINK_TEXT = Pattern.compile("!?\\[([^]]*)]\\([^)]*\\)");
    private static final Pattern NOT_IN_SLUG = Pattern.compile("[^\\p{L}\\p{M}\\p{N}_ -]");

    /**
     * A fenced block under its nearest heading.
     *
     * @param attributes text after the language
     */
    public record Block(String heading, String language, String attributes, String text) {}

    private final List<String> headings = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();
    private final StringBuilder prose = new StringBuilder();

    private MarkdownFile(String text) {
        String heading = "";
        StringBuilder block = new StringBuilder();
        String fence = "";
        String language = "";
        String attributes = "";
        for (String line : text.lines().toList()) {
            Matcher delimiter = FENCE.matcher(line);
            if (!fence.isEmpty()) {
                if (line.strip().equals(fence)) {
                    blocks.add(new Block(heading, language, attributes, block.toString()));
                    fence = "";
                } else {
                    block.append(line).append('\n');
                }
            } else if (delimiter.matches()) {
                fence = delimiter.group(1);
                language = delimiter.group(2);
                attributes = delimiter.group(3).strip();
                block.setLength(0);
            } else {
                Matcher title = HEADING.matcher(line);
                if (title.matches()) {
                    heading = title.group(2);
                    headings.add(heading);
                }
                prose.append(line).append('\n');
            }
        }
        if (!fence.isEmpty()) {
            throw new IllegalArgumentException("block after \"" + heading + "\" without an end");
        }
    }

    /** Reads a file of the repository, such as {@code docs/protocol-rooms.md}. */
    public static MarkdownFile read(Path path) {
        try {
            return parse(Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MarkdownFile parse(String text) {
        return new MarkdownFile(text);
    }

    /** Returns the fenced blocks of a language, in their order. */
    public List<Block> blocks(String language) {
        return blocks.stream().filter(block -> block.language().equals(language)).toList();
    }

    /** Returns all fenced blocks, in their order. */
    public List<Block> blocks() {
        return List.copyOf(blocks);
    }

    /** Returns the text outside of fenced blocks. */
    String prose() {
        return prose.toString();
    }

    /** Returns the anchors of headings and of HTML, without the number sign. */
    Set<String> anchors() {
        Set<String> anchors = new TreeSet<>(slugs());
        HTML_ANCHOR.matcher(prose).results().forEach(anchor -> anchors.add(anchor.group(1)));
        return anchors;
    }

    /** Returns the slug of each heading; a repeated one gets -1, -2 … as GitHub numbers them. */
    List<String> slugs() {
        Map<String, Integer> used = new HashMap<>();
        List<String> slugs = new ArrayList<>();
        for (String heading : headings) {
            String plain = slug(heading);
            String slug = plain;
            while (used.containsKey(slug)) {
                slug = plain + "-" + used.merge(plain, 1, Integer::sum);
            }
            used.put(slug, 0);
            slugs.add(slug);
        }
        return slugs;
    }

    private static String slug(String heading) {
        String text = LINK_TEXT.matcher(heading).replaceAll("$1").toLowerCase(Locale.ROOT);
        return NOT_IN_SLUG.matcher(text).replaceAll("").replace(' ', '-');
    }

    /** Returns the destinations of links and images, outside of code. */
    List<String> links() {
        String text = CODE_SPAN.matcher(prose).replaceAll("`code`");
        List<String> links = new ArrayList<>();
        for (Pattern form : List.of(INLINE_LINK, REFERENCE_LINK, HTML_LINK)) {
            form.matcher(text).results().forEach(link -> links.add(link.group(1)));
        }
        return links;
    }

    /** Returns the contents of code spans. */
    List<String> codeSpans() {
        return CODE_SPAN.matcher(prose).results().map((MatchResult span) -> span.group(2)).toList();
    }
}
