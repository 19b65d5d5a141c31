package io.multiconnection.media;

/** Message of a stream, as {@link SetupFrames} sees it. */
public interface StreamFrame {

    /** Returns its role and its parts. */
    FrameKind kind();

    /** Returns the length of its body. */
    int bytes();

    /** Returns its role. */
    default FrameRole role() {
        return kind().role();
    }
}
