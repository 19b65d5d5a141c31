package io.multiconnection.app.reload;

import io.multiconnection.app.config.GatewayConfig;
import io.smallrye.config.SmallRyeConfig;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Settings and certificates that are read again while the gateway runs (ADR 0026). Looks at the
 * content of the files: Kubernetes replaces a symbolic link above them, which no modification time
 * shows.
 */
@Singleton
public class ReloadedFiles {

    private final ReloadedValue<ConfigContent, ReloadableSettings> settings;
    private final TrustedCertificates trustedByJdk = TrustedCertificates.ofJdk();
    private final @Nullable ReloadedValue<String, TrustedCertificates> trusted;

    /**
     * Creates the files of a configuration.
     *
     * @param started sources of {@code config}
     * @throws IllegalArgumentException if a setting or a certificate is invalid
     */
    public ReloadedFiles(GatewayConfig config, SmallRyeConfig started) {
        ConfigFiles files = new ConfigFiles(started);
        this.settings =
                new ReloadedValue<>(
                        ConfigFiles.title(),
                        files,
                        files.first(),
                        ReloadableSettings.of(config),
                        ReloadableSettings::changes);
        Path path = config.trustCertificates().orElse(null);
        this.trusted = path == null ? null : TrustedCertificates.of(path);
    }

    /** Reads the files now. Blocks. */
    void check() {
        settings.check();
        if (trusted != null) {
            trusted.check();
        }
    }

    /** Returns the present settings. */
    public ReloadableSettings settings() {
        return settings.get();
    }

    /** Returns the certificates to trust for the next connection. */
    public TrustedCertificates trusted() {
        return trusted == null ? trustedByJdk : trusted.get();
    }
}
