package io.multiconnection.app.reload;

import io.quarkus.logging.Log;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Value made from files, which is made again when their content changes. A content that cannot be
 * read, or is invalid, keeps the last value, with one warning. Thread-safe.
 *
 * @param <S> content of the files, which has {@code equals}
 * @param <T> immutable value
 */
final class ReloadedValue<S, T> implements Supplier<T> {

    /** Reader and parser of the files. */
    interface Files<S, T> {

        /** Reads the present content. */
        S read() throws IOException;

        /**
         * Makes a value.
         *
         * @throws IllegalArgumentException if the content is invalid; the message has no secrets
         */
        T make(S content);
    }

    private final String name;
    private final Files<S, T> files;
    private final BiFunction<T, T, List<String>> changes;
    private S seen;
    private volatile T value;
    private @Nullable String problem;

    /**
     * Creates a value.
     *
     * @param name of the files, for the log
     * @param content from which {@code value} was made
     * @param changes names what differs between an old and a new value, without secrets
     */
    ReloadedValue(
            String name,
            Files<S, T> files,
            S content,
            T value,
            BiFunction<T, T, List<String>> changes) {
        this.name = name;
        this.files = files;
        this.seen = content;
        this.value = value;
        this.changes = changes;
    }

    @Override
    public T get() {
        return value;
    }

    /** Reads the files, and replaces the value if their content has changed. Blocks. */
    synchronized void check() {
        S content;
        try {
            content = files.read();
        } catch (IOException | RuntimeException e) {
            warn(e);
            return;
        }
        problem = null;
        if (content.equals(seen)) {
            return;
        }
        seen = content;
        try {
            T next = files.make(content);
            List<String> changed = changes.apply(value, next);
            value = next;
            if (!changed.isEmpty()) {
                Log.infof("%s: changed %s", name, String.join(", ", changed));
            }
        } catch (IllegalArgumentException e) {
            warn(e);
        }
    }

    private void warn(Exception e) {
        String text = e instanceof IOException ? e.toString() : String.valueOf(e.getMessage());
        if (!text.equals(problem)) {
            problem = text;
            Log.warnf("%s: %s; the last valid content stays in use", name, text);
        }
    }
}
