package io.multiconnection.rtmp.server;

/** A client asks to play (section 7.2.2.1). Answer it once. */
public final class PlayRequest {

    private final ServerStream stream;
    private final String name;
    private final double start;
    private final boolean reset;

    PlayRequest(ServerStream stream, String name, double start, boolean reset) {
        this.stream = stream;
        this.name = name;
        this.start = start;
        this.reset = reset;
    }

    /** The stream name with its query, as the client wrote it. */
    public String name() {
        return name;
    }

    /** Seconds into a recording; -1 for live only, -2 for live if there is, else recorded. */
    public double start() {
        return start;
    }

    /** Whether what played before is to stop. */
    boolean reset() {
        return reset;
    }

    /**
     * Lets it play, and tells it so. Media may be written from then on.
     *
     * @return false if the client has given up meanwhile; {@code playback} hears nothing then
     */
    public boolean accept(Playback playback) {
        return stream.accept(this, playback);
    }

    /** Refuses, saying why; the client may ask again. */
    public void refuse(NetStatus why) {
        stream.refuse(this, why);
    }
}
