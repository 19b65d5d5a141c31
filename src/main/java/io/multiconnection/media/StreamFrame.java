package io.multiconnection.media;

/** Frame of a stream, as required by {@link SetupFrames}. */
public interface StreamFrame {

    /** Returns the role and the parts of the frame. */
    FrameKind kind();

    /** Returns the length of the body in bytes. */
    int bytes();

    /** Returns the role of the frame. */
    default FrameRole role() {
        return kind().role();
    }
}
