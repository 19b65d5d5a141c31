package io.multiconnection.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The RTMP servers inside the gateway, for development and tests. */
@ApplicationScoped
public class EmbeddedOrigins {
    List<String> urls() {
        return List.of();
    }
}
