package io.multiconnection.app;

import java.util.function.Supplier;

/** Error texts of the configuration, each with the key of its setting. */
final class ConfigErrors {

    private ConfigErrors() {}

    /**
     * Returns a value that is made from a setting.
     *
     * @param key of the setting, as in application.properties
     * @throws IllegalArgumentException that {@code value} throws, with the key in its message
     */
    static <T> T withKey(String key, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }
}
