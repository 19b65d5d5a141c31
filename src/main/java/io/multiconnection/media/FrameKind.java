package io.multiconnection.media;

import java.util.Set;

/**
 * Role of a frame and the parts of the stream that it is about.
 *
 * @param parts numbers of the tracks in an audio or video body; of data, its name
 */
public record FrameKind(FrameRole role, Set<?> parts) {

    /** Kind of a data message; see {@link FrameRole#data}. */
    public static FrameKind data(boolean set, String name) {
        return new FrameKind(FrameRole.data(set, name), Set.of(name));
    }
}
