package io.multiconnection.app;

import io.multiconnection.rtmp.client.ControlCharacters;
import io.multiconnection.rtmp.client.WhiteSpace;
import java.util.Optional;

/**
 * Secrets as environments and files have them: often with a line break at the end, which belongs to
 * the file.
 */
final class ConfiguredSecret {

    private ConfiguredSecret() {}

    /**
     * Returns a secret without white space around it; empty if there is nothing else.
     *
     * @param key names it in messages, which never have its value
     * @throws IllegalArgumentException if there is a control character inside
     */
    static Optional<String> read(String key, String configured) {
        String secret = WhiteSpace.trimmed(configured);
        ControlCharacters.requireNone(secret, key + ": a secret");
        return secret.isEmpty() ? Optional.empty() : Optional.of(secret);
    }
}
