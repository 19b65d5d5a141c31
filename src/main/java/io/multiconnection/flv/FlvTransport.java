package io.multiconnection.flv;

/** Connection of one viewer: an HTTP request, which may become a WebSocket. */
public interface FlvTransport {

    /** Begins the response, and calls {@link FlvOutput.Listener#onOpen} at once or later. */
    void open(FlvOutput.Listener listener);

    /**
     * Whether metadata and other script data of a source may be sent to the viewer.
     *
     * @param source index in the viewer's sources
     */
    default boolean passesData(int source) {
        return true;
    }

    /** Sends an error response instead of a stream. */
    void refuse(FlvRefusal refusal);

    /** Ends the response; all bytes were handed to the output. */
    void end();

    /** Closes the connection at once and discards unsent bytes. */
    void drop();
}
