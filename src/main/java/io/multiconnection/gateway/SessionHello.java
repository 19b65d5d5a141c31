package io.multiconnection.gateway;

import io.multiconnection.protocol.GatewayMessage.Hello;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Hello of a session: the gateway, its limits, and how to resume (PROTOCOL.md, section 2). */
final class SessionHello {

    private SessionHello() {}

    /**
     * Returns the hello of a session.
     *
     * @param rights rights of the client
     * @param ping interval of the pings
     * @param resume token and time by which the client can resume; null if sessions are not held
     */
    static Hello of(
            String session,
            Gateway gateway,
            Rights rights,
            Duration ping,
            Hello.@Nullable Resume resume) {
        return new Hello(
                gateway.version(),
                session,
                gateway.destinations().pools().keySet().stream()
                        .filter(rights.scope()::allowsPool)
                        .toList(),
                AnnouncedLimits.of(
                        rights.within(gateway.limits()),
                        gateway.dialer().limits().maxPendingCalls()),
                ping.toMillis(),
                resume);
    }
}
