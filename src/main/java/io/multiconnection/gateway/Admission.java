package io.multiconnection.gateway;

import io.multiconnection.protocol.RejectReason;
import io.multiconnection.protocol.Request.ConnectToRoom;
import io.multiconnection.protocol.WaitReason;
import io.multiconnection.target.Destination;
import io.netty.channel.EventLoop;

/** Admission of clients to rooms (PROTOCOL.md, section 17). Thread-safe. */
public interface Admission {

    /** Rejects every client: the gateway has no rooms. */
    Admission NONE = noRoom("This gateway has no rooms.");

    /** Returns an admission that rejects every client with {@code no-such-room}. */
    static Admission noRoom(String text) {
        return (_, _, loop, visitor) -> {
            loop.execute(() -> visitor.rejected(new Rejection(RejectReason.NO_SUCH_ROOM, text)));
            return () -> {};
        };
    }

    /** Pending client. Called on its event loop, never within {@link #enter}. */
    interface Visitor {

        /** Called when the client is pending, and whenever it waits for something else. */
        void waits(String pendingId, WaitReason what);

        /** Called last if the client is admitted. The client owns the place and releases it. */
        void accepted(Place place);

        /** Called last if the client is rejected. */
        void rejected(Rejection rejection);
    }

    /** Place that is reserved for a client in a room. Thread-safe. */
    interface Place {

        String room();

        /** Returns the room's server, to which the client connects. */
        Destination destination();

        /**
         * Reports the server as unreachable: for a while, other clients get other servers if
         * possible.
         */
        void notReached();

        /** Releases the place for other clients. Idempotent. */
        void giveBack();
    }

    /** Handle by which a client withdraws. */
    interface Visit {

        /**
         * Withdraws the client. A place that it has been given already is still the client's to
         * release.
         */
        void leave();
    }

    /**
     * Reason why a client is rejected.
     *
     * @param text description for the client
     */
    record Rejection(RejectReason reason, String text) {}

    /**
     * Requests a place for a client, which is pending until it is accepted, is rejected, or
     * withdraws.
     *
     * @param session id of the client's session
     * @param loop event loop of the session
     */
    Visit enter(String session, ConnectToRoom request, EventLoop loop, Visitor visitor);
}
