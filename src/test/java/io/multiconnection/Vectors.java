package io.multiconnection;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * Reader of the vector files under {@code src/test/resources/vectors}. They are JSON, so that the
 * web tests can read them too.
 */
public final class Vectors {

    private Vectors() {}

    /**
     * Returns all vectors of a file, as records whose components are named like the JSON fields.
     */
    public static <T> List<T> read(String file, Class<T> type) {
        ObjectMapper mapper = new ObjectMapper();
        try (InputStream in =
                Objects.requireNonNull(
                        Vectors.class.getResourceAsStream("/vectors/" + file), file)) {
            return mapper.readerForListOf(type).readValue(in);
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }
}
