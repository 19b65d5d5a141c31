package io.multiconnection.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * Master application with one room on the same server, and a webhook that leaves decisions to
 * operators.
 */
public final class GuardedRoom implements QuarkusTestResourceLifecycleManager {

    static final String ROOM = "backstage";
    static final String TOKEN = "token-of-the-operator";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Origin master;
    private HttpServer admission;

    @Override
    public Map<String, String> start() {
        master = Origin.start(OriginOptions.DEFAULT);
        AmfObject room =
                AmfObject.of("url", new AmfString(master.url("show/" + ROOM)))
                        .with("capacity", new AmfNumber(2));
        master.set("master", "rooms", ROOM, room).join();
        try {
            InetAddress here = InetAddress.getLoopbackAddress();
            admission = HttpServer.create(new InetSocketAddress(here, 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        admission.createContext("/", GuardedRoom::hold);
        admission.start();
        return Map.of(
                "multiconnection.rooms.show.master",
                master.url("master"),
                "multiconnection.rooms.show.persistent",
                "true",
                "multiconnection.rooms.show.servers",
                "*",
                "multiconnection.rooms.show.private-addresses",
                "true",
                "multiconnection.admission.url",
                "http://127.0.0.1:" + admission.getAddress().getPort() + "/",
                "multiconnection.operator.token",
                TOKEN);
    }

    private static void hold(HttpExchange exchange) throws IOException {
        try (exchange) {
            String id = JSON.readTree(exchange.getRequestBody()).path("id").textValue();
            byte[] answer = JSON.writeValueAsBytes(Map.of("id", id, "decision", "hold"));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    @Override
    public void stop() {
        if (admission != null) {
            admission.stop(0);
        }
        if (master != null) {
            master.close();
        }
    }
}
