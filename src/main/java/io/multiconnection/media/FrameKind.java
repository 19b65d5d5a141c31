package io.multiconnection.media;

import java.util.Set;

/**
 * Role of a frame and the parts of the stream that it belongs to.
 *
 * @param parts track numbers of an audio or video body; the name of a data message
 */
public record FrameKind(FrameRole role, Set<?> parts) {

    /** Returns the kind of a data message; see {@link FrameRole#data}. */
    public static FrameKind data(boolean set, String name) {
        return new FrameKind(FrameRole.data(set, name), Set.of(name));
    }
}
