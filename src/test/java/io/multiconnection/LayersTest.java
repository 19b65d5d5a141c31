package io.multiconnection;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Allowed dependencies between packages.
 *
 * <p>A listed package that does not exist passes; an existing package that is not listed fails.
 */
class LayersTest {

    private static final String ROOT = "io.multiconnection";

    /**
     * Packages that a package may use besides itself. Those in {@code app} may use all outside of
     * it, and {@code app} itself may use all others.
     */
    private static final TreeMap<String, Set<String>> USES = new TreeMap<>();

    /** Packages in {@code app} that one of them may use besides itself. */
    private static final Map<String, Set<String>> IN_APP =
            Map.ofEntries(
                    entry("app.config", Set.of()),
                    entry("app.metrics", Set.of()),
                    entry("app.reload", Set.of("app.config")),
                    entry("app.vertx", Set.of("app.config")),
                    entry("app.limits", Set.of("app.config", "app.vertx")),
                    entry("app.identity", Set.of("app.config", "app.reload")),
                    entry("app.http", Set.of("app.config", "app.identity", "app.limits")),
                    entry("app.peers", Set.of("app.config", "app.http", "app.vertx")),
                    entry(
                            "app.websocket",
                            Set.of("app.http", "app.identity", "app.limits", "app.vertx")),
                    entry(
                            "app.live",
                            Set.of(
                                    "app.config",
                                    "app.http",
                                    "app.identity",
                                    "app.limits",
                                    "app.vertx",
                                    "app.websocket")),
                    entry("app.load", Set.of("app.config", "app.limits", "app.live", "app.vertx")),
                    entry(
                            "app.rooms",
                            Set.of(
                                    "app.config",
                                    "app.identity",
                                    "app.metrics",
                                    "app.reload",
                                    "app.vertx")));

    static {
        USES.put("amf", Set.of());
        USES.put("media", Set.of());
        USES.put("log", Set.of());
        USES.put("memory", Set.of("log"));
        USES.put("rtmp", Set.of("amf", "log", "memory"));
        USES.put("rtmp.client", Set.of("amf", "log", "memory", "rtmp"));
        USES.put("rtmp.server", Set.of("amf", "log", "memory", "rtmp"));
        USES.put("objects", Set.of("amf", "memory", "rtmp", "rtmp.server"));
        USES.put("recordings", Set.of("amf", "media", "memory"));
        USES.put(
                "origin",
                Set.of("amf", "memory", "rtmp", "rtmp.server", "objects", "media", "recordings"));
        USES.put("protocol", Set.of("amf", "memory"));
        USES.put("replica", Set.of("amf", "memory", "rtmp", "protocol"));
        USES.put("relay", Set.of("amf", "log", "memory", "rtmp", "rtmp.client", "media"));
        USES.put("target", Set.of("amf", "log", "memory", "rtmp", "rtmp.client", "protocol"));
        USES.put(
                "publish",
                Set.of(
                        "amf",
                        "log",
                        "memory",
                        "rtmp",
                        "rtmp.client",
                        "media",
                        "protocol",
                        "target"));
        USES.put(
                "gateway",
                Set.of(
                        "amf",
                        "log",
                        "memory",
                        "rtmp",
                        "rtmp.client",
                        "media",
                        "protocol",
                        "replica",
                        "relay",
                        "target",
                        "publish"));
        USES.put(
                "rooms",
                Set.of(
                        "amf",
                        "log",
                        "memory",
                        "rtmp",
                        "rtmp.client",
                        "protocol",
                        "target",
                        "gateway"));
        USES.put("flv", Set.of("amf", "memory", "rtmp", "rtmp.client", "media", "relay"));
        USES.put("rooms.redis", Set.of("rooms"));
        USES.put("identity", Set.of("protocol", "rtmp.client", "target", "gateway"));
        Set<String> outsideOfApp = new TreeSet<>(USES.keySet());
        IN_APP.forEach((name, used) -> USES.put(name, union(outsideOfApp, used)));
        USES.put("app", new TreeSet<>(USES.keySet()));
    }

    private static Set<String> union(Set<String> first, Set<String> second) {
        Set<String> all = new TreeSet<>(first);
        all.addAll(second);
        return all;
    }

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages(ROOT);

    @ParameterizedTest
    @MethodSource("packages")
    void dependsOnlyOnListedPackages(String name) {
        String[] allowed =
                Stream.concat(Stream.of(name), USES.get(name).stream())
                        .map(LayersTest::qualified)
                        .toArray(String[]::new);

        classes()
                .that()
                .resideInAPackage(qualified(name))
                .should()
                .onlyDependOnClassesThat(
                        resideOutsideOfPackage(ROOT + "..").or(resideInAnyPackage(allowed)))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    static Set<String> packages() {
        return USES.keySet();
    }

    @Test
    void everyPackageIsListed() {
        Set<String> listed =
                packages().stream().map(LayersTest::qualified).collect(Collectors.toSet());

        assertThat(CLASSES.stream().map(JavaClass::getPackageName))
                .isNotEmpty()
                .allSatisfy(found -> assertThat(listed).contains(found));
    }

    @Test
    void amfAndMediaDependOnlyOnBuffers() {
        classes()
                .that()
                .resideInAnyPackage(qualified("amf"), qualified("media"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        qualified("amf"),
                        qualified("media"),
                        "java..",
                        "org.jspecify..",
                        "io.netty.buffer",
                        "io.netty.util..")
                .check(CLASSES);
    }

    @Test
    void codecDependsOnlyOnNetty() {
        classes()
                .that()
                .resideInAnyPackage(
                        qualified("rtmp"),
                        qualified("rtmp.server"),
                        qualified("objects"),
                        qualified("recordings"),
                        qualified("origin"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "..", "java..", "javax.crypto..", "org.jspecify..", "io.netty..")
                .check(CLASSES);
    }

    @Test
    void onlyAppDependsOnQuarkus() {
        noClasses()
                .that()
                .resideOutsideOfPackages(qualified("app") + "..", qualified("rooms.redis"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "io.vertx..", "jakarta..")
                .check(CLASSES);
    }

    @Test
    void redisReservationsDependOnlyOnRedisClientOfVertx() {
        noClasses()
                .that()
                .resideInAPackage(qualified("rooms.redis"))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("io.quarkus..", "io.vertx..", "jakarta..")
                                .and(resideOutsideOfPackage("io.vertx.mutiny.redis.client")))
                .check(CLASSES);
    }

    private static String qualified(String name) {
        return ROOT + "." + name;
    }
}
