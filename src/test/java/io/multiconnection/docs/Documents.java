package io.multiconnection.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Markdown files of the repository. */
public final class Documents {

    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Set<String> NOT_OURS = Set.of("node_modules", "dist");

    private Documents() {}

    /** Returns all documents, relative to the root of the repository. */
    public static List<Path> all() {
        List<Path> documents = new ArrayList<>();
        try {
            Files.walkFileTree(
                    ROOT,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path folder, BasicFileAttributes it) {
                            return isOurs(folder)
                                    ? FileVisitResult.CONTINUE
                                    : FileVisitResult.SKIP_SUBTREE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes it) {
                            if (file.toString().endsWith(".md")) {
                                documents.add(ROOT.relativize(file));
                            }
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return documents.stream().sorted().toList();
    }

    private static boolean isOurs(Path folder) {
        String name = folder.getFileName().toString();
        return folder.equals(ROOT)
                || (!NOT_OURS.contains(name)
                        && !name.startsWith(".")
                        && !folder.equals(ROOT.resolve("target")));
    }
}
