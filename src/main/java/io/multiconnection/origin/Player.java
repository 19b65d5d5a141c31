package io.multiconnection.origin;

import io.multiconnection.rtmp.server.NetStatus;
import io.multiconnection.rtmp.server.Playback;
import io.multiconnection.rtmp.server.ServerStream;

/**
 * A client that plays a stream.
 *
 * <pre>
 * WAITING --keyframe, or audio of a stream without video--> STARTED
 * STARTED --does not read, pauses, stream ends--> WAITING
 * </pre>
 *
 * <p>What comes while it waits is dropped; it starts with the metadata and the codec
 * configurations. So it does not matter whether a player is late, slow or paused.
 */
final class Player implements Playback {

    private enum State {
        WAITING,
        STARTED
    }

    private final ServerStream client;
    private final LiveStream stream;
    private State state = State.WAITING;
    private boolean keyframeSent;
    private boolean paused;
    private boolean wantsAudio = true;
    private boolean wantsVideo = true;
    private long dropped;

    Player(ServerStream client, LiveStream stream) {
        this.client = client;
        this.stream = stream;
    }

    /** Frames that were not sent because the client was slow. */
    long dropped() {
        return dropped;
    }

    /** Sends a frame or drops it; borrows it. */
    void offer(Frame frame) {
        if (paused || !wants(frame)) {
            return;
        }
        if (!client.isWritable()) {
            dropped++;
            restart();
            return;
        }
        boolean passes =
                switch (frame.role()) {
                    case KEYFRAME -> {
                        start(frame);
                        keyframeSent = true;
                        yield true;
                    }
                    case VIDEO -> keyframeSent;
                    case AUDIO, DATA -> {
                        if (!stream.broadcast().hasVideo() || !wantsVideo) {
                            start(frame);
                        }
                        yield state == State.STARTED;
                    }
                    case METADATA, VIDEO_CONFIGURATION, AUDIO_CONFIGURATION ->
                            state == State.STARTED;
                };
        if (passes) {
            client.write(frame.media().retain());
            client.flush();
        }
    }

    private boolean wants(Frame frame) {
        return frame.role().isVideo() ? wantsVideo : wantsAudio || !frame.role().isAudio();
    }

    private void start(Frame first) {
        if (state == State.WAITING) {
            state = State.STARTED;
            stream.broadcast().prelude().replay(first.media().timestamp(), this::write);
        }
    }

    private void write(Frame owned) {
        if (wants(owned)) {
            client.write(owned.media());
        } else {
            owned.media().release();
        }
    }

    /** What comes next is not what followed: it has to start again. */
    void restart() {
        state = State.WAITING;
        keyframeSent = false;
    }

    void tell(NetStatus status) {
        client.tell(status);
    }

    @Override
    public void pause(boolean pause) {
        paused = pause;
        restart();
    }

    @Override
    public void receiveAudio(boolean wanted) {
        if (wantsAudio != wanted) {
            wantsAudio = wanted;
            restart();
        }
    }

    @Override
    public void receiveVideo(boolean wanted) {
        if (wantsVideo != wanted) {
            wantsVideo = wanted;
            restart();
        }
    }

    @Override
    public void ended() {
        stream.leave(this);
    }
}
