package io.multiconnection;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.net.URL;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Absence of regular expressions from code that reads data of peers. {@code java.util.regex}
 * backtracks, so a text of a few kilobytes can block an event loop for minutes. Index loops, {@code
 * indexOf} and the gateway's {@code Glob} are used instead.
 */
class PeerDataRegexTest {

    /** Classes that may use regular expressions, and why that is safe. */
    private static final Map<String, String> ALLOWED =
            Map.of(
                    "io.multiconnection.recordings.RecordingPath",
                    "file names of up to 255 bytes; its alternatives exclude each other",
                    "io.multiconnection.app.config.KnownKeys",
                    "names of settings, at the start; no data of peers",
                    "io.multiconnection.app.config.UnknownKeysCheck",
                    "names of settings, at the start; no data of peers",
                    "io.multiconnection.app.reload.ReloadableSettings",
                    "names of settings; no data of peers",
                    "io.multiconnection.app.reload.ConfigFiles",
                    "names of settings; no data of peers");

    private static final Set<String> METHODS_OF_STRING =
            Set.of("matches", "replaceAll", "replaceFirst", "split", "splitWithDelimiters");

    private static final Set<String> CLASSES_THAT_COMPILE_PATTERNS =
            Set.of("java.util.Scanner", "java.nio.file.PathMatcher");

    @Test
    void usesRegularExpressionsOnlyInAllowedClasses() {
        JavaClasses classes =
                new ClassFileImporter()
                        .withImportOption(PeerDataRegexTest::isMain)
                        .importPackages("io.multiconnection");
        assertThat(classes).hasSizeGreaterThan(100);
        assertThat(usersOfRegularExpressions(classes)).isSubsetOf(ALLOWED.keySet());
    }

    @Test
    void findsAllUsesOfRegularExpressions() {
        JavaClasses classes =
                new ClassFileImporter()
                        .importClasses(
                                ByString.class, ByReference.class, ByPattern.class, None.class);
        assertThat(usersOfRegularExpressions(classes))
                .containsExactlyInAnyOrder(
                        ByString.class.getName(),
                        ByReference.class.getName(),
                        ByPattern.class.getName());
    }

    private static boolean isMain(Location location) {
        URL tests = PeerDataRegexTest.class.getProtectionDomain().getCodeSource().getLocation();
        return !location.asURI().toString().startsWith(tests.toString());
    }

    private static Set<String> usersOfRegularExpressions(JavaClasses classes) {
        Set<String> users = new TreeSet<>();
        for (JavaClass type : classes) {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                if (isRegularExpression(access.getTarget())) {
                    users.add(type.getName());
                }
            }
        }
        return users;
    }

    private static boolean isRegularExpression(AccessTarget target) {
        String owner = target.getOwner().getName();
        return owner.startsWith("java.util.regex.")
                || CLASSES_THAT_COMPILE_PATTERNS.contains(owner)
                || (owner.equals("java.lang.String")
                        && METHODS_OF_STRING.contains(target.getName()));
    }

    private static final class ByString implements Function<String, Object> {
        @Override
        public Object apply(String text) {
            return text.split(",", -1);
        }
    }

    private static final class ByReference implements Function<String, Object> {
        @Override
        public Object apply(String text) {
            Predicate<String> matches = text::matches;
            return matches;
        }
    }

    private static final class ByPattern implements Function<String, Object> {
        @Override
        public Object apply(String text) {
            return Pattern.compile(text);
        }
    }

    private static final class None implements Function<String, Object> {
        @Override
        public Object apply(String text) {
            return text.replace('a', 'b');
        }
    }
}
