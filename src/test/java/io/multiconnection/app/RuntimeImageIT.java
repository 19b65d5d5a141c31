package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.HangLimit;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.peers.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Java runtime of the JVM image, which jlink makes of the modules that Dockerfile.jvm lists. */
@DisabledIfSystemProperty(
        named = "native.image.path",
        matches = ".+",
        disabledReason = "a native image has no Java runtime")
class RuntimeImageIT {

    private static final Path APP = Path.of("target/quarkus-app");

    /**
     * Modules that libraries mention, but do without: Jackson, SnakeYAML and Jakarta EL look
     * whether there is {@code java.beans}; the other classes are for builds, and for Log4j.
     */
    private static final Map<String, Set<String>> OPTIONAL =
            Map.of(
                    "java.desktop",
                    Set.of(
                            "jackson-databind",
                            "micrometer-core",
                            "quarkus-core",
                            "smallrye-open-api-core",
                            "el-api",
                            "snakeyaml"),
                    "java.compiler",
                    Set.of("vertx-mutiny-generator", "vertx-codegen", "vertx-core"),
                    "jdk.compiler",
                    Set.of("vertx-codegen"));

    /** File name of a library: group, artifact and version. */
    private static final Pattern LIBRARY = Pattern.compile("(?:[a-z][a-z0-9]*[.])*(.+?)-[0-9].*");

    private static final ModuleFinder JDK = ModuleFinder.ofSystem();

    private final String modules = modules();

    @TempDir private Path folder;

    private static String modules() {
        try {
            Matcher list =
                    Pattern.compile("--add-modules \\\\\\s+([\\w.,\\\\\\s]+?)\\n\\n")
                            .matcher(Files.readString(Path.of("src/main/docker/Dockerfile.jvm")));
            assertThat(list.find()).isTrue();
            return list.group(1).replaceAll("[\\\\\\s]", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void hasModulesOfAllClassesThatAreUsed() throws IOException {
        Set<String> present =
                Configuration.empty()
                        .resolve(JDK, ModuleFinder.of(), Set.of(modules.split(",", -1)))
                        .modules()
                        .stream()
                        .map(module -> module.name())
                        .collect(Collectors.toSet());
        Map<String, String> moduleOfPackage = new HashMap<>();
        for (ModuleReference module : JDK.findAll()) {
            module.descriptor()
                    .packages()
                    .forEach(it -> moduleOfPackage.put(it, module.descriptor().name()));
        }

        Map<String, Set<String>> missing = new HashMap<>();
        for (Path jar : jars()) {
            usedPackages(jar).stream()
                    .map(moduleOfPackage::get)
                    .filter(it -> it != null && !present.contains(it))
                    .forEach(
                            it ->
                                    missing.computeIfAbsent(it, _ -> new HashSet<>())
                                            .add(artifact(jar)));
        }
        assertThat(missing).isEqualTo(OPTIONAL);
    }

    private static List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.walk(APP)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    private static String artifact(Path jar) {
        String name = jar.getFileName().toString();
        Matcher library = LIBRARY.matcher(name);
        return library.matches() ? library.group(1) : name;
    }

    private static Set<String> usedPackages(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .filter(
                            entry ->
                                    entry.getName().endsWith(".class")
                                            && !entry.getName().startsWith("META-INF"))
                    .flatMap(
                            entry -> {
                                try (InputStream in = file.getInputStream(entry)) {
                                    return packages(in.readAllBytes());
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            })
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> packages(byte[] classFile) {
        return StreamSupport.stream(
                        ClassFile.of().parse(classFile).constantPool().spliterator(), false)
                .filter(ClassEntry.class::isInstance)
                .map(entry -> ((ClassEntry) entry).asSymbol())
                .filter(type -> type.isClassOrInterface())
                .map(type -> type.packageName());
    }

    @Test
    void gatewayPublishesAndIsRecorded() {
        Path runtime = folder.resolve("jre");
        Path recording = folder.resolve("gateway.jfr");
        Program.run(
                folder,
                Map.of(),
                HangLimit.DURATION,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
                        "--output",
                        runtime.toString(),
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--add-modules",
                        modules));
        try (Origin origin = Origin.start(OriginOptions.DEFAULT);
                TerminableGateway gateway =
                        TerminableGateway.startOn(
                                runtime,
                                List.of("-XX:StartFlightRecording:filename=" + recording))) {
            try (TestClient client = gateway.open()) {
                client.send(
                        "{'id':1,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
                client.send("{'id':2,'type':'createStream'}");
                client.send("{'id':3,'type':'publish','stream':1,'name':'show'}");
                assertThat(client.answer(3).path("type").asText()).isEqualTo("result");
            }
            assertThat(HealthProbe.isHealthy(gateway.management("/q/health/live"))).isTrue();
            gateway.terminate();
            gateway.awaitEnd(HangLimit.DURATION);
        }
        assertThat(recording).isNotEmptyFile();
    }
}
