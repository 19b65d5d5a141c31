package io.multiconnection.docs;

import static io.multiconnection.HangLimit.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.HangLimit;
import io.multiconnection.docs.DocumentSteps.Log;
import io.multiconnection.docs.DocumentSteps.Open;
import io.multiconnection.docs.DocumentSteps.Run;
import io.multiconnection.docs.DocumentSteps.Start;
import io.multiconnection.docs.DocumentSteps.Step;
import io.multiconnection.docs.DocumentSteps.WriteFile;
import io.multiconnection.peers.Ports;
import io.multiconnection.peers.Program;
import io.multiconnection.peers.TempFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Performance of a document's steps in a new folder. The folder has the position of {@code
 * target/<name>} in a clone, and the ports are free ones instead of those in the document.
 */
final class DocumentRun implements AutoCloseable {

    private static final int HTTP_PORT = 8080;
    private static final int MANAGEMENT_PORT = 9000;

    /** Ports in documents, without those of examples that are not executed. */
    private static final Pattern PORT =
            Pattern.compile("(?<=[:=, (])(1935|1936|6379|8000|808[0-2]|8090|900[02])(?![\\d.])");

    private static final Pattern CONSOLE =
            Pattern.compile("CONSOLE[:(]\\d+[)]?\\] \"(.*?)\", source: \\S*", Pattern.DOTALL);

    private final TempFolder root = new TempFolder("document");
    private final Path folder;
    private final Map<Integer, Integer> ports = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final List<Program> programs = new ArrayList<>();

    DocumentRun(String name) {
        Path target = root.path().resolve("target");
        folder = target.resolve(name);
        try {
            // nginx, if started by root, writes as another user.
            Files.setPosixFilePermissions(
                    root.path(), PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.createDirectories(folder);
            Files.createSymbolicLink(
                    target.resolve("quarkus-app"), Path.of("target/quarkus-app").toAbsolutePath());
            Files.createSymbolicLink(root.path().resolve("web"), Path.of("web").toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String java = Path.of(System.getProperty("java.home"), "bin").toString();
        environment.put("PATH", java + ":" + System.getenv("PATH"));
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port(HTTP_PORT)));
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(port(MANAGEMENT_PORT)));
    }

    /** Performs a step, and asserts that the outcome is that of the document. */
    void perform(Step step) {
        switch (step) {
            case WriteFile(Path path, String text) -> write(folder.resolve(path), local(text));
            case Run run -> run(run);
            case Start(String command, String ready) -> start(command, ready);
            case Log(String lines) -> {
                Program program = programs.getLast();
                awaitLines(lines, program::output);
            }
            case Open(String url, String console) -> {
                Program browser = open(local(url));
                awaitLines(console, () -> console(browser.output()));
            }
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(Run run) {
        List<String> command = List.of("bash", "-e", "-o", "pipefail", "-c", local(run.commands()));
        try (Program program = Program.start(folder, environment, command)) {
            program.awaitSuccess(HangLimit.DURATION);
            String output = documented(program.output());
            run.output()
                    .ifPresent(
                            expected ->
                                    assertThat(output)
                                            .as(run.commands())
                                            .matches(
                                                    it -> DocumentSteps.matches(expected, it),
                                                    "is the output in the document:\n" + expected));
        }
    }

    private void start(String command, String ready) {
        List<String> words = List.of("bash", "-c", local(command));
        Program program = Program.start(folder, environment, words);
        programs.add(program);
        if (ready.matches("\\d+")) {
            program.awaitListening(port(Integer.parseInt(ready)));
        } else {
            program.awaitReady("ready", () -> program.output().contains(ready));
        }
        if (command.contains("quarkus-run.jar")) { // its management port opens last
            program.awaitReady("started", () -> program.output().contains("started in "));
        }
    }

    private Program open(String url) {
        List<String> command =
                List.of(
                        "chromium",
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-background-networking",
                        "--use-fake-device-for-media-stream",
                        "--use-fake-ui-for-media-stream",
                        "--autoplay-policy=no-user-gesture-required",
                        "--user-data-dir=" + root.path().resolve("browser-" + programs.size()),
                        "--enable-logging=stderr",
                        url);
        Program browser = Program.start(folder, Map.of(), command);
        programs.add(browser);
        return browser;
    }

    private void awaitLines(String lines, Supplier<String> output) {
        await().untilAsserted(
                        () ->
                                assertThat(documented(output.get()))
                                        .matches(
                                                it -> DocumentSteps.contains(lines, it),
                                                "has the lines of the document:\n" + lines));
    }

    /** Returns what pages wrote to the console, from the log of the browser. */
    static String console(String log) {
        return CONSOLE.matcher(log)
                .results()
                .map(message -> message.group(1) + "\n")
                .collect(Collectors.joining());
    }

    private int port(int documented) {
        return ports.computeIfAbsent(documented, _ -> Ports.free());
    }

    private String local(String text) {
        return PORT.matcher(text)
                .replaceAll(it -> Integer.toString(port(Integer.parseInt(it.group(1)))));
    }

    /** Replaces the ports of this run by those of the document. */
    private String documented(String text) {
        String result = text;
        for (var port : ports.entrySet()) {
            result =
                    result.replaceAll(
                            "(?<!\\d)" + port.getValue() + "(?!\\d)",
                            Matcher.quoteReplacement(port.getKey().toString()));
        }
        return result;
    }

    /** Returns what the started programs have printed, for a failure. */
    String log() {
        return programs.stream().map(Program::output).collect(Collectors.joining("\n---\n"));
    }

    /** Ends the programs with those that they have started, the last one first. */
    @Override
    public void close() {
        for (Program program : programs.reversed()) {
            List<ProcessHandle> others =
                    ProcessHandle.of(program.pid()).stream()
                            .flatMap(ProcessHandle::descendants)
                            .toList();
            program.close();
            others.forEach(ProcessHandle::destroyForcibly);
        }
        root.close();
    }
}
