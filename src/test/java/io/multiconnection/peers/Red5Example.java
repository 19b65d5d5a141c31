package io.multiconnection.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Application for Red5 of docs/examples/server-side/red5, compiled and configured as
 * docs/guides/server-side.md describes.
 *
 * @param folder its folder below Red5's {@code webapps}
 * @param classes its classes, in the place of a jar in Red5's {@code lib}
 * @param rtmpHandler class of Red5's bean {@code rtmpHandler}
 */
public record Red5Example(Path folder, Path classes, String rtmpHandler) {

    private static final String HANDLER = "io.multiconnection.example.PendingConnectHandler";

    private static final Path SOURCES = Path.of("docs", "examples", "server-side", "red5");

    /**
     * Compiles and configures the application in an empty folder.
     *
     * @param settings values of red5-web.properties to change; the file must have each key
     */
    public static Red5Example deploy(Path folder, Map<String, String> settings) throws IOException {
        Path webInf = Files.createDirectories(folder.resolve("multiconnection/WEB-INF"));
        try (Stream<Path> files = Files.list(SOURCES.resolve("WEB-INF"))) {
            for (Path file : files.toList()) {
                Files.copy(file, webInf.resolve(file.getFileName()));
            }
        }
        Path properties = webInf.resolve("red5-web.properties");
        String text = Files.readString(properties);
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            assertThat(text).containsPattern("(?m)^" + setting.getKey() + "=");
            text =
                    text.replaceFirst(
                            "(?m)^" + setting.getKey() + "=.*",
                            setting.getKey() + "=" + setting.getValue());
        }
        Files.writeString(properties, text);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        compile(classes);
        return new Red5Example(webInf.getParent(), classes, HANDLER);
    }

    /** Returns the application in a server whose {@code rtmpHandler} is as Red5 configures it. */
    public Red5Example withoutPendingConnectHandler() {
        return new Red5Example(folder, classes, "org.red5.server.net.rtmp.RTMPHandler");
    }

    /** Compiles for Java 17, as Red5 1.3 runs on it, with warnings as errors. */
    private static void compile(Path classes) throws IOException {
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
