package io.multiconnection.gateway;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.protocol.CloseCode;

/** WebSocket that accepts text messages only, and is never closed. */
@FunctionalInterface
public interface TextClientSocket extends ClientSocket {

    /** Returns an event writer to this WebSocket. */
    default EventWriter writer() {
        MemoryBudget memory = new MemoryBudget(MemoryLimits.UNLIMITED);
        MemoryAccount account = memory.open(address(), Runnable::run, _ -> {});
        return new EventWriter(new ClientLink("test", this, new EventReplay(1000, 10, account)));
    }

    @Override
    default String address() {
        return "192.0.2.1";
    }

    @Override
    default void sendMedia(byte[] frame) {
        throw new IllegalStateException("no media is played");
    }

    @Override
    default void ping() {}

    @Override
    default long unreadMedia() {
        return 0;
    }

    @Override
    default void pauseReading() {}

    @Override
    default void resumeReading() {}

    @Override
    default void close(CloseCode code, String reason) {
        throw new IllegalStateException(reason);
    }
}
