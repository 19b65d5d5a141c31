package io.multiconnection.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Command that starts the packaged gateway: its jar, or the native image that the system property
 * {@code native.image.path} names ({@code ./mvnw -Dnative verify}).
 */
public final class PackagedGateway {

    private static final Path JAR =
            Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();

    private static final @Nullable String NATIVE_IMAGE = System.getProperty("native.image.path");

    private PackagedGateway() {}

    /** Returns the command for the Java runtime of this JVM. */
    public static List<String> command(List<String> jvmOptions, Map<String, String> settings) {
        return command(Path.of(System.getProperty("java.home")), jvmOptions, settings);
    }

    /**
     * Returns the command.
     *
     * @param runtime folder of a Java runtime, which a native image does not use
     * @param jvmOptions options of the JVM, which a native image does not have
     */
    public static List<String> command(
            Path runtime, List<String> jvmOptions, Map<String, String> settings) {
        List<String> command = new ArrayList<>();
        if (NATIVE_IMAGE == null) {
            command.add(runtime.resolve("bin/java").toString());
            command.addAll(jvmOptions);
        } else {
            command.add(NATIVE_IMAGE);
        }
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        if (NATIVE_IMAGE == null) {
            command.addAll(List.of("-jar", JAR.toString()));
        }
        return command;
    }
}
