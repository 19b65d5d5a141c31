package io.multiconnection.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Application for Red5 of docs/examples/server-side/red5, compiled and configured as
 * docs/guides/server-side.md describes.
 *
 * @param classes its classes, in the place of a jar in Red5's {@code lib}
 * @param folders a folder for each deployment, as in Red5's {@code webapps}
 * @param rtmpHandler class of Red5's bean {@code rtmpHandler}
 */
public record Red5Example(Path classes, List<Path> folders, String rtmpHandler) {

    private static final Path SOURCES = Path.of("docs", "examples", "server-side", "red5");

    /** Compiles the application in an empty folder, where it is also deployed. */
    public static Red5Example compile(Path folder) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        compileSources(classes);
        String handler = "io.multiconnection.example.PendingConnectHandler";
        return new Red5Example(classes, List.of(), handler);
    }

    /**
     * Deploys it under another path.
     *
     * @param settings values of red5-web.properties to change; the file must have each key
     */
    public Red5Example deploy(String path, Map<String, String> settings) throws IOException {
        Path folder = classes.resolveSibling(path);
        Path webInf = Files.createDirectories(folder.resolve("WEB-INF"));
        try (Stream<Path> files = Files.list(SOURCES.resolve("WEB-INF"))) {
            for (Path file : files.toList()) {
                Files.copy(file, webInf.resolve(file.getFileName()));
            }
        }
        Map<String, String> all = new HashMap<>(settings);
        all.put("webapp.contextPath", "/" + path);
        configure(webInf.resolve("red5-web.properties"), all);
        List<Path> deployed = Stream.concat(folders.stream(), Stream.of(folder)).toList();
        return new Red5Example(classes, deployed, rtmpHandler);
    }

    /** Returns the application in a server whose {@code rtmpHandler} is as Red5 configures it. */
    public Red5Example withoutPendingConnectHandler() {
        return new Red5Example(classes, folders, "org.red5.server.net.rtmp.RTMPHandler");
    }

    private static void configure(Path file, Map<String, String> settings) throws IOException {
        String text = Files.readString(file);
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            String line = "(?m)^" + Pattern.quote(setting.getKey()) + "=.*";
            assertThat(text).containsPattern(line);
            String replacement = setting.getKey() + "=" + setting.getValue();
            text = text.replaceFirst(line, Matcher.quoteReplacement(replacement));
        }
        Files.writeString(file, text);
    }

    /** Compiles for Java 17, as Red5 1.3 runs on it, with warnings as errors. */
    private static void compileSources(Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter problems = new StringWriter();
        try (Stream<Path> sources = Files.walk(SOURCES.resolve("src"));
                Stream<Path> jars = Files.list(Red5.installed().resolve("lib"));
                StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = new ArrayList<>(List.of("--release", "17", "-Werror"));
            // Red5's jars name optional jars and annotations that are not there.
            options.add("-Xlint:all,-classfile,-path");
            options.addAll(List.of("-d", classes.toString(), "-cp"));
            options.add(String.join(":", jars.map(Path::toString).toList()));
            List<Path> java = sources.filter(file -> file.toString().endsWith(".java")).toList();
            boolean compiled =
                    compiler.getTask(
                                    problems,
                                    files,
                                    null,
                                    options,
                                    null,
                                    files.getJavaFileObjectsFromPaths(java))
                            .call();
            assertThat(compiled).as(problems.toString()).isTrue();
        }
    }
}
