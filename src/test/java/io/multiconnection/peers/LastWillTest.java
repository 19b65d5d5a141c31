package io.multiconnection.peers;

import static io.multiconnection.HangLimit.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastWillTest {

    @TempDir private Path folder;

    @Test
    void runsAtOnceWhenRequested() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        new LastWill("rm", file.toString()).execute();

        assertThat(file).doesNotExist();
    }

    @Test
    void doesNotRunAfterRevocation() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        new LastWill("rm", file.toString()).revoke();

        assertThat(file).exists();
    }

    /** A killed test run leaves no server and no folder behind. */
    @Test
    void runsAfterJvmIsKilled() throws IOException {
        Process jvm =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Testator.class.getName())
                        .start();
        try (BufferedReader lines = jvm.inputReader()) {
            long program = Long.parseLong(lines.readLine());
            Path left = Path.of(lines.readLine());
            assertThat(left).exists();
            assertThat(isRunning(program)).isTrue();

            jvm.destroyForcibly();

            await().until(() -> !isRunning(program) && Files.notExists(left));
        }
    }

    /** A zombie process keeps its id, in containers forever, but has no command. */
    private static boolean isRunning(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().command()).isPresent();
    }

    /** Starts a program and creates a folder that outlive this JVM unless cleaned up. */
    static final class Testator {
        public static void main(String[] args) throws InterruptedException {
            TempFolder left = new TempFolder("last-will");
            Program program = Program.start(left.path(), Map.of(), List.of("sleep", "600"));
            System.out.println(program.pid());
            System.out.println(left.path());
            Thread.currentThread().join();
        }
    }
}
