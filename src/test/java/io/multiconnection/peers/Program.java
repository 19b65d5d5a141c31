package io.multiconnection.peers;

import static io.multiconnection.HangLimit.await;

import io.multiconnection.HangLimit;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** Running program, which ends when closed or with this JVM. */
public final class Program implements AutoCloseable {

    private static final Duration PATIENCE = HangLimit.DURATION;

    private final String name;
    private final Process process;
    private final StringWriter output = new StringWriter();
    private final Thread attendant;

    private Program(String name, Process process) {
        this.name = name;
        this.process = process;
        LastWill kill = new LastWill("kill", "-KILL", Long.toString(process.pid()));
        attendant = Thread.ofVirtual().start(() -> attend(kill));
    }

    /**
     * Starts {@code command} in {@code folder} without input, with {@code environment} in addition
     * to this JVM's.
     */
    public static Program start(
            Path folder, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            return new Program(command.getFirst(), builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs {@code command}, which must end with status 0 within {@code limit}; returns its output.
     */
    public static String run(
            Path folder, Map<String, String> environment, Duration limit, List<String> command) {
        try (Program program = start(folder, environment, command)) {
            program.awaitSuccess(limit);
            return program.output();
        }
    }

    /** Runs a short command without cleanup. */
    static int exitStatus(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .onExit()
                    .join()
                    .exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether {@code program} is on the PATH or in {@code /usr/sbin}. */
    static boolean isInstalled(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Returns its output so far, including standard error. */
    public String output() {
        return output.toString();
    }

    /** Returns the id of its process. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Suspends it: its sockets stay open and are not read. */
    public void stall() {
        signal("STOP");
    }

    /** Ends {@link #stall}. */
    public void resume() {
        signal("CONT");
    }

    /** Sends SIGTERM; returns at once. */
    public void terminate() {
        signal("TERM");
    }

    /** Sends SIGINT; returns when it has ended. */
    public void interrupt() {
        signal("INT");
        awaitEnd(PATIENCE);
    }

    /**
     * Waits until {@code ready}. Fails and closes the program if it ends before or takes too long.
     */
    public Program awaitReady(String what, BooleanSupplier ready) {
        return awaitReady(what, PATIENCE, ready);
    }

    private Program awaitReady(String what, Duration patience, BooleanSupplier ready) {
        try {
            await().atMost(patience)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !isAlive() || ready.getAsBoolean());
        } catch (ConditionTimeoutException e) {
            close();
        }
        if (isAlive()) {
            return this;
        }
        awaitEnd(PATIENCE);
        if (!ready.getAsBoolean()) {
            throw failure("was to be " + what + ", and is not");
        }
        return this;
    }

    public Program awaitListening(int port) {
        return awaitReady("listening on port " + port, () -> Ports.isListening(port));
    }

    /** Waits with a longer limit. */
    public Program awaitListening(int port, Duration patience) {
        return awaitReady("listening on port " + port, patience, () -> Ports.isListening(port));
    }

    /** Waits for exit status 0 within {@code limit}; otherwise fails with the output. */
    public void awaitSuccess(Duration limit) {
        int status = awaitEnd(limit);
        if (status != 0) {
            throw failure("ended with status " + status);
        }
    }

    /** Waits up to {@code limit} for the end; returns the exit status. */
    public int awaitEnd(Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                attendant.join();
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw failure("did not end within " + limit);
    }

    /** Kills it; returns when it has ended. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private IllegalStateException failure(String what) {
        return new IllegalStateException(name + " " + what + ". It printed:\n" + output);
    }

    private void attend(LastWill kill) {
        try (Reader reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.transferTo(output);
        } catch (IOException e) {
            output.append("(output lost: " + e + ")");
        }
        process.onExit().join();
        kill.revoke();
    }

    private void signal(String signal) {
        exitStatus(List.of("kill", "-" + signal, Long.toString(process.pid())));
    }
}
