package io.multiconnection.app.config;

import io.multiconnection.rtmp.client.ControlCharacters;
import io.multiconnection.rtmp.client.WhiteSpace;
import java.util.Optional;

/** Secrets from the environment and files, which often end with a line break. */
public final class ConfiguredSecret {

    private ConfiguredSecret() {}

    /**
     * Returns a secret without surrounding white space; empty if nothing remains.
     *
     * @param key of the setting, for error texts, which never contain the secret
     * @throws IllegalArgumentException if the secret contains a control character
     */
    public static Optional<String> read(String key, String configured) {
        String secret = WhiteSpace.trimmed(configured);
        ControlCharacters.requireNone(secret, key + ": a secret");
        return secret.isEmpty() ? Optional.empty() : Optional.of(secret);
    }
}
