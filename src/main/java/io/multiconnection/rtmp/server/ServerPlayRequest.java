package io.multiconnection.rtmp.server;

import java.util.OptionalInt;

/** A client asks to play (section 7.2.2.1). Answer it once. */
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
     * A request.
     *
     * @param start as the client says it: seconds in the specification, milliseconds on every wire
     * @param length likewise
     */
    ServerPlayRequest(Decision decision, String name, double start, double length, boolean reset) {
        this.decision = decision;
        this.name = name;
        this.start = start;
        this.length = length;
        this.reset = reset;
    }

    /** The stream name with its query, as the client wrote it. */
    public String name() {
        return name;
    }

    /** Whether a recording will not do: a start of -1 (or -1000, as Flash writes it). */
    public boolean isLiveOnly() {
        return start == -1 || start == -1000;
    }

    /** Whether a live stream comes first, and the recording is played where there is none. */
    public boolean isLiveFirst() {
        return !isLiveOnly() && !(start >= 0);
    }

    /** Where in a recording to begin, milliseconds; 0 unless the client says. */
    public int start() {
        return (int) Math.max(0, start);
    }

    /** How much of a recording to play, milliseconds; empty for all of it. */
    public OptionalInt length() {
        return length >= 0 ? OptionalInt.of((int) length) : OptionalInt.empty();
    }

    /** Whether what played before is to stop. */
    boolean reset() {
        return reset;
    }

    /**
     * Lets it play a live stream, and tells it so. Media may be written from then on.
     *
     * @return false if the client has given up meanwhile; {@code playback} hears nothing then
     */
    public boolean accept(ServerPlayback playback) {
        return decision.accept(this, playback);
    }

    /** The same for a recording. */
    public boolean acceptRecorded(ServerPlayback playback) {
        return decision.acceptRecorded(this, playback);
    }

    /** Refuses, saying why; the client may ask again. */
    public void refuse(ServerNetStatus why) {
        decision.refuse(this, why);
    }
}
