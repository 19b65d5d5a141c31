package io.multiconnection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.InputStream;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Uses of reflection, resources and serialization. A native image contains only classes, members
 * and files of which it is told, so each use needs a registration.
 */
class ReflectionTest {

    /** Uses that are allowed, and what registers their classes for a native image. */
    private static final Map<String, String> ALLOWED =
            Map.of(
                    "io.multiconnection.app.rooms.RoomsResource: ObjectMapper.readValue",
                    "Rejection is registered by its annotation; NativeRegistrationTest checks it");

    /** Class and method of reflective calls, of the JDK and of the JSON libraries. */
    private static final Pattern REFLECTIVE =
            Pattern.compile(
                    "Class\\.(forName|get(Declared)?(Method|Field|Constructor|Class)e?s?"
                            + "|getRecordComponents|newInstance|getResource(AsStream)?)"
                            + "|ClassLoader\\.(loadClass|findClass|getSystemResource.*"
                            + "|getResource.*|resources)"
                            + "|Module\\.getResourceAsStream"
                            + "|ServiceLoader\\.load.*|ResourceBundle\\.getBundle|Proxy\\.new.*"
                            + "|Lookup\\.(find.*|unreflect.*|defineClass)"
                            + "|Atomic\\w+FieldUpdater\\.newUpdater"
                            + "|Object(In|Out)putStream\\..*"
                            + "|(ObjectMapper|ObjectReader|ObjectWriter|JsonMapper|Json)"
                            + "\\.(readValues?|convertValue|treeToValue|valueToTree|updateValue"
                            + "|writeValue.*|readerFor.*|writerFor|decodeValue|encode.*)"
                            + "|JsonObject\\.(mapTo|mapFrom)");

    @Test
    void isUsedOnlyWhereRegistered() {
        JavaClasses classes =
                new ClassFileImporter()
                        .withImportOption(new DoNotIncludeTests())
                        .importPackages("io.multiconnection");
        assertThat(classes).hasSizeGreaterThan(100);
        assertThat(uses(classes)).isEqualTo(ALLOWED.keySet());
    }

    @Test
    void findsEachKindOfUse() {
        assertThat(uses(new ClassFileImporter().importClasses(Reflective.class)))
                .map(use -> use.substring(use.indexOf(' ') + 1))
                .containsExactlyInAnyOrder(
                        "Class.forName",
                        "Class.getDeclaredFields",
                        "Class.getResourceAsStream",
                        "JsonMapper.readValue",
                        "ServiceLoader.load");
    }

    private static Set<String> uses(JavaClasses classes) {
        Set<String> uses = new TreeSet<>();
        for (JavaClass each : classes) {
            for (JavaAccess<?> access : each.getAccessesFromSelf()) {
                AccessTarget target = access.getTarget();
                String called = target.getOwner().getSimpleName() + "." + target.getName();
                if (REFLECTIVE.matcher(called).matches()) {
                    uses.add(each.getName() + ": " + called);
                }
            }
        }
        return uses;
    }

    /** Class that uses reflection in several ways, also by a method reference. */
    static final class Reflective {

        private Reflective() {}

        static Object use(String text) throws Exception {
            InputStream file = Reflective.class.getResourceAsStream(text);
            ServiceLoader<?> services = ServiceLoader.load(Reflective.class);
            java.util.function.Function<Class<?>, Object> fields = Class::getDeclaredFields;
            return new Object[] {
                Class.forName(text),
                file,
                services,
                fields,
                new JsonMapper().readValue(text, Map.class)
            };
        }
    }
}
