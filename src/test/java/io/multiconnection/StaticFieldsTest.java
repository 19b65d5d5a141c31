package io.multiconnection;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutorGroup;
import java.io.Closeable;
import java.io.File;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.Buffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.concurrent.ExecutorService;
import org.jboss.logging.BasicLogger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Checks what static fields hold. A native image contains the objects of classes that are
 * initialized while it is built, so buffers, threads, random sources, open files and times of the
 * building machine must not be among them.
 */
class StaticFieldsTest {

    private static final List<Class<?>> FORBIDDEN =
            List.of(
                    ByteBuf.class,
                    Buffer.class,
                    Thread.class,
                    ExecutorService.class,
                    EventExecutorGroup.class,
                    Timer.class,
                    Random.class,
                    SplittableRandom.class,
                    Closeable.class,
                    File.class,
                    Path.class,
                    Instant.class);

    /** Walk over an object and all that it refers to. */
    private static final class Walk {

        private final Set<Object> visited = Collections.newSetFromMap(new IdentityHashMap<>());
        private final List<String> found = new ArrayList<>();

        void statics(Class<?> type) {
            fields(type, null, type.getName());
        }

        private void fields(Class<?> type, @Nullable Object owner, String path) {
            for (Field field : type.getDeclaredFields()) {
                boolean isStatic = Modifier.isStatic(field.getModifiers());
                if (isStatic == (owner == null) && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    try {
                        value(field.get(owner), path + "." + field.getName());
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        }

        private void value(@Nullable Object value, String path) {
            if (value == null || !visited.add(value)) {
                return;
            }
            if (FORBIDDEN.stream().anyMatch(type -> type.isInstance(value))) {
                found.add(path + " holds a " + value.getClass().getName());
                return;
            }
            switch (value) {
                case Class<?> _, ClassLoader _, Enum<?> _, System.Logger _, BasicLogger _ -> {}
                case Iterable<?> items -> items.forEach(item -> value(item, path + "[]"));
                case Map<?, ?> map ->
                        map.forEach(
                                (key, item) -> {
                                    value(key, path + "{}");
                                    value(item, path + "{}");
                                });
                case Optional<?> optional -> value(optional.orElse(null), path);
                case Object array when array.getClass().isArray() -> elements(array, path);
                case Object object -> object(object, path);
            }
        }

        private void elements(Object array, String path) {
            if (!array.getClass().getComponentType().isPrimitive()) {
                for (int i = 0; i < Array.getLength(array); i++) {
                    value(Array.get(array, i), path + "[]");
                }
            }
        }

        /** The JDK's own fields are closed to reflection. */
        private void object(Object object, String path) {
            Class<?> type = object.getClass();
            while (type != null && !type.getModule().isNamed()) {
                fields(type, object, path);
                type = type.getSuperclass();
            }
        }
    }

    @Test
    void holdNothingOfBuildingMachine() throws ClassNotFoundException {
        Walk walk = new Walk();
        for (JavaClass type :
                new ClassFileImporter()
                        .withImportOption(new DoNotIncludeTests())
                        .importPackages("io.multiconnection")) {
            walk.statics(Class.forName(type.getName()));
        }

        assertThat(walk.visited).hasSizeGreaterThan(1000);
        assertThat(walk.found).isEmpty();
    }

    static final class Holder {
        static final Object PLAIN = List.of("text", 1, Map.of("key", new int[1]));
        static final Object BUFFER = List.of(Optional.of(Unpooled.buffer()));
        static final Object NESTED = new Object[] {Map.of("random", new Random(1))};
        static final Object OWN = new Pair("name", Instant.EPOCH);

        private Holder() {}
    }

    record Pair(String name, Object value) {}

    @Test
    void findsObjectsBehindOthers() {
        Walk walk = new Walk();

        walk.statics(Holder.class);

        assertThat(walk.found)
                .satisfiesExactlyInAnyOrder(
                        found -> assertThat(found).contains("Holder.BUFFER[] holds a "),
                        found -> assertThat(found).contains("Holder.NESTED[]{} holds a "),
                        found -> assertThat(found).contains("Holder.OWN.value holds a "));
    }
}
