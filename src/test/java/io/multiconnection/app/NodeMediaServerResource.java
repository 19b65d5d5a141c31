package io.multiconnection.app;

import io.multiconnection.peers.NodeMediaServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Server with a self-signed certificate that the gateway trusts. */
public final class NodeMediaServerResource implements QuarkusTestResourceLifecycleManager {

    private NodeMediaServer server;

    @Override
    public Map<String, String> start() {
        server = NodeMediaServer.start();
        return Map.of("multiconnection.trust-certificates", server.certificate().toString());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(server, field -> field.getType().equals(NodeMediaServer.class));
    }

    @Override
    public void stop() {
        if (server != null) {
            server.close();
        }
    }
}
