package io.multiconnection.gateway;

import io.multiconnection.protocol.RejectReason;
import io.multiconnection.protocol.Request.ConnectToRoom;
import io.multiconnection.protocol.WaitReason;
import io.multiconnection.target.Destination;
import io.netty.channel.EventLoop;

/** Lets clients into rooms, or not (PROTOCOL.md, section 17). Thread-safe. */
public interface Admission {

    /** Of a gateway that has no rooms. */
    Admission NONE = noRoom("This gateway has no rooms.");

    /** Returns an admission that lets nobody in, since there is no such room. */
    static Admission noRoom(String text) {
        return (_, _, loop, visitor) -> {
            loop.execute(() -> visitor.rejected(new Rejection(RejectReason.NO_SUCH_ROOM, text)));
            return () -> {};
        };
    }

    /** A client that waits to be let in. Called on its own event loop, and never at once. */
    interface Visitor {

        /** It is pending; said again when it waits for something else. */
        void waits(String pendingId, WaitReason what);

        /** It is let in: the place is its own, to be given back. The last word. */
        void accepted(Place place);

        /** It is not. The last word. */
        void rejected(Rejection rejection);
    }

    /** A place that is reserved in a room. Thread-safe. */
    interface Place {

        String room();

        /** The server of the room to connect to. */
        Destination destination();

        /**
         * That could not be connected to: for a while others are sent elsewhere, if they can be.
         */
        void notReached();

        /** Others may have the place; done once, however often it is asked. */
        void giveBack();
    }

    /** A client's being there. */
    interface Visit {

        /** The client is gone; what it may have been given already is its own to give back. */
        void leave();
    }

    /**
     * Why a client is not let in.
     *
     * @param text in plain words, for the client
     */
    record Rejection(RejectReason reason, String text) {}

    /**
     * A client asks for a place; it is pending until it is accepted, is rejected, or leaves.
     *
     * @param session its session's id
     * @param loop its event loop
     */
    Visit enter(String session, ConnectToRoom request, EventLoop loop, Visitor visitor);
}
