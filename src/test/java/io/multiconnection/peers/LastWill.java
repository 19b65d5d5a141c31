package io.multiconnection.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;

/**
 * Command that runs when this JVM has ended in any way, including {@code kill -9}, which runs no
 * shutdown hooks.
 *
 * <p>A shell holds the command and reads a pipe that this JVM keeps open. It runs the command at
 * the end of the pipe.
 */
final class LastWill {

    private static final String NOTARY = "trap '' HUP INT TERM; read -r revoked || exec \"$@\"";

    private final Process shell;

    LastWill(String... command) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", NOTARY, "sh"));
        words.addAll(List.of(command));
        try {
            shell =
                    new ProcessBuilder(words)
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the command now; returns when it has ended. */
    void execute() {
        end("");
    }

    /** Drops the command. */
    void revoke() {
        end("revoked\n");
    }

    private void end(String word) {
        try (var pipe = shell.outputWriter()) {
            pipe.write(word);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        shell.onExit().join();
    }
}
