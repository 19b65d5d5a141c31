package io.multiconnection.app;

import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Server of the pool {@code main}, which repeats its stream key in all texts. */
public final class KeyedOrigin implements QuarkusTestResourceLifecycleManager {

    static final String KEY = "top-secret";
    static final String TOKEN = "token=hush";

    private Origin origin;

    @Override
    public Map<String, String> start() {
        origin = Origin.start(OriginOptions.DEFAULT);
        String url = origin.url("live") + "?" + TOKEN;
        return Map.of(
                "multiconnection.pools.main.servers[0].url",
                url,
                "multiconnection.pools.main.servers[0].key",
                KEY + "?" + TOKEN);
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(origin, field -> field.getType().equals(Origin.class));
    }

    @Override
    public void stop() {
        if (origin != null) {
            origin.close();
        }
    }
}
