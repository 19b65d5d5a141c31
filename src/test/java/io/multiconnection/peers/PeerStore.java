package io.multiconnection.peers;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Store of files that tests download or build once, in {@code target/peers}. */
final class PeerStore {

    private static final Path ROOT = Path.of("target", "peers").toAbsolutePath();
    private static final Path SOURCES = Path.of("src", "test", "peers").toAbsolutePath();

    /** Time limit for downloading 60 MB over a slow network. */
    private static final Duration FETCHING = Duration.ofMinutes(5);

    private PeerStore() {}

    /** Folder of the project's files for peers: a pom, an application, a start script. */
    static Path sources(String name) {
        return SOURCES.resolve(name);
    }

    /**
     * Returns the folder {@code name} of the store. {@code fill} fills it unless an earlier run has
     * completed and {@code src/test/peers/name} is unchanged.
     */
    static synchronized Path folder(String name, Consumer<Path> fill) {
        Path folder = ROOT.resolve(name);
        Path complete = ROOT.resolve(name + ".complete");
        try {
            String state = state(sources(name));
            if (!Files.exists(complete) || !Files.readString(complete).equals(state)) {
                Files.createDirectories(folder);
                fill.accept(folder);
                Files.writeString(complete, state);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    /**
     * Builds {@code src/test/peers/name/pom.xml} into {@code folder} with the Maven of this build
     * and the JDK of this JVM.
     */
    static void maven(String name, Path folder, String... options) {
        String mvn =
                Optional.ofNullable(System.getProperty("maven.home"))
                        .map(home -> home + "/bin/mvn")
                        .orElse("mvn");
        List<String> command = new ArrayList<>(List.of(mvn, "-q", "-B", "-ntp"));
        command.addAll(List.of("-f", sources(name).resolve("pom.xml").toString()));
        command.add("-Dpeer.folder=" + folder);
        Optional.ofNullable(System.getProperty("maven.repo.local"))
                .ifPresent(repository -> command.add("-Dmaven.repo.local=" + repository));
        command.addAll(List.of(options));
        command.add("process-classes");
        Program.run(
                folder, Map.of("JAVA_HOME", System.getProperty("java.home")), FETCHING, command);
    }

    /**
     * Copies {@code src/test/peers/name} to {@code folder} and installs the packages of its lock
     * file.
     */
    static void npm(String name, Path folder) {
        try (Stream<Path> files = Files.list(sources(name))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Program.run(folder, Map.of(), FETCHING, List.of("npm", "ci", "--no-audit", "--no-fund"));
    }

    private static String state(Path sources) throws IOException {
        if (!Files.exists(sources)) {
            return "";
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(Files::isRegularFile)
                    .map(Path::toFile)
                    .max(Comparator.comparingLong(File::lastModified))
                    .map(newest -> newest + " " + newest.lastModified())
                    .orElse("");
        }
    }
}
