package io.multiconnection.app.reload;

import static io.multiconnection.app.config.ConfigErrors.withKey;

import io.multiconnection.app.config.ConfiguredSecret;
import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.multiconnection.target.Pool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Settings that can change while the gateway runs: those with secrets that expire.
 *
 * @param pools by name
 * @param operatorToken bearer token of operators
 * @param admissionToken bearer token of the webhook's requests
 */
public record ReloadableSettings(
        Map<String, Pool> pools, Optional<String> operatorToken, Optional<String> admissionToken) {

    private static final String OPERATOR_TOKEN = "multiconnection.operator.token";
    private static final String ADMISSION_TOKEN = "multiconnection.admission.token";

    private static final Pattern KEYS =
            Pattern.compile(
                    "(?:%[^.]+\\.)?(?:multiconnection\\.pools\\..+|"
                            + Pattern.quote(OPERATOR_TOKEN)
                            + "|"
                            + Pattern.quote(ADMISSION_TOKEN)
                            + ")");

    /**
     * Returns the settings of a configuration.
     *
     * @throws IllegalArgumentException if one is invalid; the message has its key, and no secret
     */
    public static ReloadableSettings of(GatewayConfig config) {
        return new ReloadableSettings(
                pools(config.pools()),
                config.operator().token().flatMap(it -> ConfiguredSecret.read(OPERATOR_TOKEN, it)),
                config.admission()
                        .token()
                        .flatMap(it -> ConfiguredSecret.read(ADMISSION_TOKEN, it)));
    }

    /** Returns whether {@code key}, with or without a profile, is one of these settings. */
    static boolean hasKey(String key) {
        return KEYS.matcher(key).matches();
    }

    /** Returns the keys of the settings that {@code next} has differently, without values. */
    List<String> changes(ReloadableSettings next) {
        TreeSet<String> names = new TreeSet<>(pools.keySet());
        names.addAll(next.pools.keySet());
        List<String> changed = new ArrayList<>();
        for (String name : names) {
            Pool before = pools.get(name);
            Pool after = next.pools.get(name);
            if (after == null) {
                changed.add("multiconnection.pools." + name + " (removed)");
            } else if (!after.equals(before)) {
                changed.add("multiconnection.pools." + name + (before == null ? " (new)" : ""));
            }
        }
        if (!next.operatorToken.equals(operatorToken)) {
            changed.add(OPERATOR_TOKEN);
        }
        if (!next.admissionToken.equals(admissionToken)) {
            changed.add(ADMISSION_TOKEN);
        }
        return changed;
    }

    private static Map<String, Pool> pools(Map<String, GatewayConfig.PoolConfig> pools) {
        Map<String, Pool> made = new LinkedHashMap<>();
        pools.forEach((name, pool) -> made.put(name, new Pool(servers(name, pool))));
        return made;
    }

    private static List<Pool.Server> servers(String pool, GatewayConfig.PoolConfig config) {
        List<Pool.Server> servers = new ArrayList<>();
        for (GatewayConfig.PoolServerConfig server : config.servers()) {
            String key = "multiconnection.pools." + pool + ".servers[" + servers.size() + "]";
            RtmpUrl url = withKey(key + ".url", () -> RtmpUrl.parse(server.url()));
            Optional<String> streamKey =
                    server.key().flatMap(secret -> ConfiguredSecret.read(key + ".key", secret));
            servers.add(new Pool.Server(url, streamKey.orElse(null), config.values()));
        }
        return List.copyOf(servers);
    }

    /** Returns no values, so that no log contains them. */
    @Override
    public String toString() {
        return "pools " + pools.keySet();
    }
}
