package io.multiconnection.docs;

import io.multiconnection.docs.MarkdownFile.Block;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Steps of a tutorial or guide that a test performs: fenced blocks with an attribute after their
 * language (CONTRIBUTING.md, Documents).
 */
final class DocumentSteps {

    private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+)(?:=(.+))?");

    /** Step of a reader. */
    sealed interface Step {}

    /** A file that the reader creates, relative to the working folder. */
    record WriteFile(Path path, String text) implements Step {}

    /** Commands that end successfully, and their output if the document shows it. */
    record Run(String commands, Optional<String> output) implements Step {}

    /** A program that runs until the end, and listens on a port or prints a text when ready. */
    record Start(String command, String ready) implements Step {}

    /** Lines that the program that was started last prints. */
    record Log(String lines) implements Step {}

    /** A page that is open until the end, and lines that it writes to the console. */
    record Open(String url, String console) implements Step {}

    private DocumentSteps() {}

    /**
     * Returns the steps of a document.
     *
     * @throws IllegalArgumentException if an attribute is unknown, or misplaced
     */
    static List<Step> of(MarkdownFile document) {
        List<Step> steps = new ArrayList<>();
        for (Block block : document.blocks()) {
            if (!block.attributes().isEmpty()) {
                add(block, steps);
            }
        }
        return steps;
    }

    private static void add(Block block, List<Step> steps) {
        Matcher attribute = ATTRIBUTE.matcher(block.attributes());
        if (!attribute.matches()) {
            throw unknown(block);
        }
        String value = Optional.ofNullable(attribute.group(2)).orElse("");
        switch (attribute.group(1)) {
            case "file" -> steps.add(new WriteFile(Path.of(value), block.text()));
            case "run" -> steps.add(new Run(block.text(), Optional.empty()));
            case "output" -> {
                if (steps.isEmpty()
                        || !(steps.getLast() instanceof Run(String commands, Optional<String> of))
                        || of.isPresent()) {
                    throw new IllegalArgumentException(
                            "output under \"" + block.heading() + "\" without a block to run");
                }
                steps.set(steps.size() - 1, new Run(commands, Optional.of(block.text())));
            }
            case "start" -> steps.add(new Start(block.text(), value));
            case "log" -> steps.add(new Log(block.text()));
            case "console" -> steps.add(new Open(value, block.text()));
            default -> throw unknown(block);
        }
    }

    private static IllegalArgumentException unknown(Block block) {
        return new IllegalArgumentException(
                "attribute \"%s\" under \"%s\", expected file=, run, output, start=, log or console="
                        .formatted(block.attributes(), block.heading()));
    }

    /**
     * Whether a text is the expected one: "…" stands for any characters of a line, and a line of it
     * alone for any lines. White space at the ends of lines is ignored.
     */
    static boolean matches(String expected, String actual) {
        return pattern(expected, "").matcher(stripped(actual)).matches();
    }

    /** Whether a text has the expected lines in this order, among others. */
    static boolean contains(String expected, String actual) {
        return pattern(expected, "(?:.*\n)*?").matcher(stripped(actual)).lookingAt();
    }

    private static Pattern pattern(String expected, String between) {
        StringBuilder pattern = new StringBuilder();
        for (String line : expected.lines().toList()) {
            if (line.strip().equals("…")) {
                pattern.append("(?:.*\n)*?");
            } else {
                String literal = "\\Q" + line.stripTrailing().replace("…", "\\E.*\\Q") + "\\E\n";
                pattern.append(between).append(literal);
            }
        }
        return Pattern.compile(pattern.toString());
    }

    private static String stripped(String text) {
        StringBuilder lines = new StringBuilder();
        text.lines().forEach(line -> lines.append(line.stripTrailing()).append('\n'));
        return lines.toString();
    }
}
