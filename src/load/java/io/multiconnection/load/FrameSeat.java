package io.multiconnection.load;

import io.netty.buffer.ByteBuf;

/** Place of one viewer: counts its frames, and those of all viewers together. */
record FrameSeat(Seat seat, Received received) {

    /** Counts a frame; borrows its body. */
    void add(boolean isVideo, ByteBuf body) {
        received.add(isVideo, body);
        if (Stamp.isIn(body)) {
            seat.add(Stamp.nanos(body));
        }
    }
}
