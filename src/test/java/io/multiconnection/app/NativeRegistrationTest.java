package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.multiconnection.app.rooms.RoomsResource;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Registrations for reflection and resources in the sources of the native image, which Quarkus
 * generates: they have to contain what the gateway uses. {@code ReflectionTest} finds these uses.
 *
 * <p>The property {@code native.sources} is the folder of the sources; CI runs this test after it
 * has built them.
 */
@EnabledIfSystemProperty(named = "native.sources", matches = ".+")
class NativeRegistrationTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final java.nio.file.Path RESOURCES =
            java.nio.file.Path.of("src/main/resources/META-INF/resources");
    private static final List<String> MEMBERS =
            List.of("allDeclaredConstructors", "allDeclaredMethods", "allDeclaredFields");

    private final JavaClasses classes =
            new ClassFileImporter()
                    .withImportOption(new DoNotIncludeTests())
                    .importPackages("io.multiconnection");

    private static JsonNode read(String name) throws IOException {
        java.nio.file.Path folder = java.nio.file.Path.of(System.getProperty("native.sources"));
        try (Stream<java.nio.file.Path> files = Files.list(folder)) {
            java.nio.file.Path runner =
                    files.filter(file -> file.toString().endsWith("-runner.jar"))
                            .findFirst()
                            .orElseThrow();
            try (JarFile jar = new JarFile(runner.toFile());
                    InputStream in =
                            jar.getInputStream(
                                    Objects.requireNonNull(
                                            jar.getEntry("META-INF/native-image/" + name)))) {
                return JSON.readTree(in);
            }
        }
    }

    /** Jackson calls the constructors and accessors of records, and reads their annotations. */
    @Test
    void typesOfRestMessagesAreRegistered() throws IOException {
        Map<String, Set<String>> registered = new TreeMap<>();
        for (JsonNode type : read("reflect-config.json")) {
            Set<String> members =
                    registered.computeIfAbsent(
                            type.path("name").asText(), _ -> new LinkedHashSet<>());
            MEMBERS.stream().filter(it -> type.path(it).asBoolean()).forEach(members::add);
        }
        Set<Class<?>> types = restTypes();
        assertThat(types)
                .contains(RoomsResource.Rejection.class, RoomsResource.RoomsResponse.class);
        assertThat(types)
                .allSatisfy(
                        type ->
                                assertThat(registered.getOrDefault(type.getName(), Set.of()))
                                        .as(type.getName())
                                        .containsAll(MEMBERS));
    }

    /** Quarkus creates the filter by its name. */
    @Test
    void filterOfLogsIsRegistered() throws IOException {
        assertThat(read("reflect-config.json"))
                .anyMatch(
                        type ->
                                type.path("name").asText().equals(LogSubjectFilter.class.getName())
                                        && (type.path("allDeclaredConstructors").asBoolean()
                                                || type.path("methods").has(0)));
    }

    @Test
    void servedFilesAreIncluded() throws IOException {
        List<Pattern> included =
                StreamSupport.stream(
                                read("resource-config.json")
                                        .path("resources")
                                        .path("includes")
                                        .spliterator(),
                                false)
                        .map(include -> Pattern.compile(include.path("pattern").asText()))
                        .toList();
        try (Stream<java.nio.file.Path> files = Files.walk(RESOURCES)) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allMatch(
                            file -> {
                                String name =
                                        "META-INF/resources/"
                                                + RESOURCES
                                                        .relativize(file)
                                                        .toString()
                                                        .replace('\\', '/');
                                return included.stream()
                                        .anyMatch(pattern -> pattern.matcher(name).matches());
                            });
        }
    }

    /** Returns the types of requests and responses of the REST API, with their parts. */
    private Set<Class<?>> restTypes() {
        Set<Class<?>> found = new LinkedHashSet<>();
        for (JavaClass each : classes) {
            if (each.isAnnotatedWith(Path.class)) {
                for (Method method : each.reflect().getMethods()) {
                    if (isOfHttp(method)) {
                        add(method.getGenericReturnType(), found);
                        Arrays.stream(method.getGenericParameterTypes())
                                .forEach(type -> add(type, found));
                    }
                }
                each.getReferencedClassObjects().stream() // the types that ObjectMapper reads
                        .map(object -> object.getRawType().reflect())
                        .filter(Class::isRecord)
                        .forEach(type -> add(type, found));
            }
        }
        return found;
    }

    private static boolean isOfHttp(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(it -> it.annotationType().isAnnotationPresent(HttpMethod.class));
    }

    private static void add(Type type, Set<Class<?>> found) {
        switch (type) {
            case ParameterizedType generic ->
                    Arrays.stream(generic.getActualTypeArguments())
                            .forEach(argument -> add(argument, found));
            case Class<?> own when own.getName().startsWith("io.multiconnection.") -> {
                if (found.add(own) && own.isRecord()) {
                    Arrays.stream(own.getRecordComponents())
                            .map(RecordComponent::getGenericType)
                            .forEach(part -> add(part, found));
                }
                if (own.isSealed()) {
                    Arrays.stream(own.getPermittedSubclasses()).forEach(part -> add(part, found));
                }
            }
            default -> {}
        }
    }
}
