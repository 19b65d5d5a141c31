package io.multiconnection.rtmp.server;

import java.util.OptionalInt;

/** Request of a client to play (section 7.2.2.1). Accept or refuse it once. */
public final class ServerPlayRequest {

    /** Decides the request, unless the client has withdrawn it. */
    interface Decision {

        boolean accept(ServerPlayRequest request, ServerPlayback playback);

        boolean acceptRecorded(ServerPlayRequest request, ServerPlayback playback);

        void refuse(ServerPlayRequest request, ServerNetStatus why);
    }

    private final Decision decision;
    private final String name;
    private final double start;
    private final double length;
    private final boolean reset;

    /**
     * Creates a request.
     *
     * @param start as sent by the client: seconds in the specification, milliseconds in every
     *     implementation
     * @param length as {@code start}
     */
    ServerPlayRequest(Decision decision, String name, double start, double length, boolean reset) {
        this.decision = decision;
        this.name = name;
        this.start = start;
        this.length = length;
        this.reset = reset;
    }

    /** Returns the stream name with its query, as the client sent it. */
    public String name() {
        return name;
    }

    /**
     * Returns whether the client wants a live stream only: a start of -1 (or -1000, as Flash sends
     * it).
     */
    public boolean isLiveOnly() {
        return start == -1 || start == -1000;
    }

    /**
     * Returns whether the client wants the live stream if there is one, otherwise the recording.
     */
    public boolean isLiveFirst() {
        return !isLiveOnly() && !(start >= 0);
    }

    /** Returns the start in a recording in milliseconds; 0 by default. */
    public int start() {
        return (int) Math.max(0, start);
    }

    /** Returns the length to play in milliseconds; empty for all of it. */
    public OptionalInt length() {
        return length >= 0 ? OptionalInt.of((int) length) : OptionalInt.empty();
    }

    /** Returns whether the previous stream is to stop. */
    boolean reset() {
        return reset;
    }

    /**
     * Accepts the request with a live stream and notifies the client. Media may be written
     * afterwards.
     *
     * @return false if the client has withdrawn the request; {@code playback} is not called then
     */
    public boolean accept(ServerPlayback playback) {
        return decision.accept(this, playback);
    }

    /** Accepts the request with a recording, as {@link #accept} does. */
    public boolean acceptRecorded(ServerPlayback playback) {
        return decision.acceptRecorded(this, playback);
    }

    /** Refuses the request with a reason; the client may ask again. */
    public void refuse(ServerNetStatus why) {
        decision.refuse(this, why);
    }
}
