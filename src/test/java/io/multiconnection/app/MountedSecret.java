package io.multiconnection.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Folder as Kubernetes mounts a Secret: links to files below {@code ..data}, a link to a folder
 * that is replaced as a whole.
 */
public final class MountedSecret {

    private static final Path DATA = Path.of("..data");

    private final Path mount;
    private final Map<String, String> content = new HashMap<>();
    private int version;

    public MountedSecret(Path mount) {
        this.mount = mount;
    }

    /** Returns the folder. */
    public Path path() {
        return mount;
    }

    /** Returns the path of a file. */
    public Path path(String file) {
        return mount.resolve(file);
    }

    /** Adds a file, or replaces its content. */
    public MountedSecret put(String file, String text) {
        return put(Map.of(file, text));
    }

    /** Adds files, or replaces their content, at once. */
    public MountedSecret put(Map<String, String> files) {
        content.putAll(files);
        swap();
        files.keySet().forEach(this::link);
        return this;
    }

    /** Removes a file. */
    public void remove(String file) {
        content.remove(file);
        try {
            Files.delete(path(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        swap();
    }

    private void swap() {
        Path next = Path.of("..version-" + ++version);
        try {
            Files.createDirectories(mount.resolve(next));
            for (Map.Entry<String, String> file : content.entrySet()) {
                Files.writeString(mount.resolve(next).resolve(file.getKey()), file.getValue());
            }
            Path link = Files.createSymbolicLink(mount.resolve("..data-next"), next);
            Files.move(link, mount.resolve(DATA), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void link(String file) {
        try {
            if (!Files.exists(path(file))) {
                Files.createSymbolicLink(path(file), DATA.resolve(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
