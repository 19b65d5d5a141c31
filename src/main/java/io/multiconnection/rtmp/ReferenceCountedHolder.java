package io.multiconnection.rtmp;

import io.netty.util.ReferenceCounted;

/**
 * Object whose reference count is that of a contained object. Netty releases every {@link
 * ReferenceCounted} where a message ends: at the tail of a pipeline, or written to a closed
 * channel.
 */
interface ReferenceCountedHolder extends ReferenceCounted {

    ReferenceCounted counted();

    @Override
    default int refCnt() {
        return counted().refCnt();
    }

    @Override
    default ReferenceCounted retain() {
        counted().retain();
        return this;
    }

    @Override
    default ReferenceCounted retain(int increment) {
        counted().retain(increment);
        return this;
    }

    @Override
    default ReferenceCounted touch() {
        counted().touch();
        return this;
    }

    @Override
    default ReferenceCounted touch(Object hint) {
        counted().touch(hint);
        return this;
    }

    @Override
    default boolean release() {
        return counted().release();
    }

    @Override
    default boolean release(int decrement) {
        return counted().release(decrement);
    }
}
