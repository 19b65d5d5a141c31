package io.multiconnection.gateway;

import io.multiconnection.peers.FaultProxy;
import io.multiconnection.peers.FaultProxy.Way;
import io.multiconnection.peers.Ports;
import java.time.Duration;

/** Fault of the network between the gateway and a server. */
enum Fault {
    CUT,
    RESET,
    END_TO_SERVER,
    END_TO_GATEWAY,
    END_TWICE,
    /** Closes the gateway's side only; the server keeps the connection. */
    LATE_BYTES,
    STALL_TO_SERVER,
    STALL_TO_GATEWAY,
    SLOW,
    DELAY,
    GARBAGE_TO_SERVER,
    GARBAGE_TO_GATEWAY,
    NOBODY_THERE;

    private static final int BYTES_PER_SECOND = 20_000;
    private static final Duration DELAY_TIME = Duration.ofMillis(150);
    private static final int GARBAGE = 4000;

    void strike(FaultProxy proxy) {
        switch (this) {
            case CUT -> proxy.cut();
            case RESET -> proxy.reset();
            case END_TO_SERVER -> proxy.halfClose(Way.TO_SERVER);
            case END_TO_GATEWAY -> proxy.halfClose(Way.TO_CLIENT);
            case END_TWICE -> {
                proxy.halfClose(Way.TO_CLIENT);
                proxy.halfClose(Way.TO_SERVER);
                proxy.cut();
            }
            case LATE_BYTES -> {
                proxy.withholdEnds(Way.TO_SERVER);
                proxy.garbage(Way.TO_CLIENT, GARBAGE);
                proxy.halfClose(Way.TO_CLIENT);
            }
            case STALL_TO_SERVER -> proxy.stall(Way.TO_SERVER);
            case STALL_TO_GATEWAY -> proxy.stall(Way.TO_CLIENT);
            case SLOW -> {
                proxy.slow(Way.TO_SERVER, BYTES_PER_SECOND);
                proxy.slow(Way.TO_CLIENT, BYTES_PER_SECOND);
            }
            case DELAY -> {
                proxy.delay(Way.TO_SERVER, DELAY_TIME);
                proxy.delay(Way.TO_CLIENT, DELAY_TIME);
            }
            case GARBAGE_TO_SERVER -> proxy.garbage(Way.TO_SERVER, GARBAGE);
            case GARBAGE_TO_GATEWAY -> proxy.garbage(Way.TO_CLIENT, GARBAGE);
            case NOBODY_THERE -> {
                proxy.leadTo(Ports.free());
                proxy.cut();
            }
        }
    }
}
