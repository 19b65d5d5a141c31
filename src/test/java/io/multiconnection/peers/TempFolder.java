package io.multiconnection.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folder that is deleted when closed or with this JVM. */
public final class TempFolder implements AutoCloseable {

    private final Path path;
    private final LastWill removal;

    public TempFolder(String name) {
        try {
            path = Files.createTempDirectory(name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        removal = new LastWill("rm", "-rf", path.toString());
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        removal.execute();
    }
}
