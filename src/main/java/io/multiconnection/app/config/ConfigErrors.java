package io.multiconnection.app.config;

import java.util.function.Supplier;

/** Error texts of the configuration, each with the key of its setting. */
public final class ConfigErrors {

    private ConfigErrors() {}

    /**
     * Returns a value that is made from a setting.
     *
     * @param key of the setting, as in application.properties
     * @throws IllegalArgumentException that {@code value} throws, with the key in its message
     */
    public static <T> T withKey(String key, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns a number that is within its range.
     *
     * @param key of the setting, as in application.properties
     * @throws IllegalArgumentException if it is not, with the key, the number and the range
     */
    public static int inRange(String key, long value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "%s: %d, expected %d to %d".formatted(key, value, min, max));
        }
        return (int) value;
    }
}
