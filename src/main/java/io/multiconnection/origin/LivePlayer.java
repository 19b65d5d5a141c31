package io.multiconnection.origin;

import io.multiconnection.media.FrameRole;
import io.multiconnection.media.PlayLength;
import io.multiconnection.rtmp.server.ServerNetStatus;
import io.multiconnection.rtmp.server.ServerPlayback;
import io.multiconnection.rtmp.server.ServerStream;
import java.util.function.Predicate;

/**
 * A client that plays a stream.
 *
 * <pre>
 * WAITING, LAGGING --keyframe, or audio where there is no video--> STARTED
 * any --the client pauses or changes what it receives, the broadcast ends--> WAITING
 * any --the client does not read what waits for it--> LAGGING
 * </pre>
 *
 * <p>Whether it is late, was slow or was paused: it starts with the setup frames, and media before
 * that is dropped. Data needs no keyframe and is sent as it comes.
 */
final class LivePlayer implements ServerPlayback {

    private enum State {
        WAITING,
        LAGGING,
        STARTED
    }

    private final ServerStream client;
    private final LiveStream stream;
    private final PlayLength length;
    private final Scheduler time;
    private Scheduler.Alarm lengthCheck = Scheduler.Alarm.NONE;
    private boolean checksLength;
    private boolean over;
    private State state = State.WAITING;
    private boolean keyframeSent;
    private boolean metadataSent;
    private boolean paused;
    private boolean wantsAudio = true;
    private boolean wantsVideo = true;
    private long dropped;

    /**
     * A client that gets what comes from now on.
     *
     * @param length milliseconds to play; negative: all
     */
    LivePlayer(ServerStream client, LiveStream stream, long length, Scheduler time) {
        this.client = client;
        this.stream = stream;
        this.length = new PlayLength(length);
        this.time = time;
    }

    /** Messages that were not sent because the client was slow. */
    long dropped() {
        return dropped;
    }

    /** Sends a frame or drops it; borrows it. */
    void offer(LiveFrame frame) {
        if (over || paused || !wants(frame)) {
            return;
        }
        FrameRole role = frame.role();
        if (!client.isWritable()) {
            enter(State.LAGGING);
        } else if (role == FrameRole.METADATA && !metadataSent) {
            sendMetadata(); // this one is part of it
            client.flush();
            return;
        } else if (role == FrameRole.DATA && !metadataSent) {
            sendMetadata();
        } else if (state != State.STARTED && canStartWith(frame)) {
            start(frame.media().timestamp());
        }
        if (passes(frame)) {
            if (role.isMedia() && !isWithinLength(frame)) {
                complete();
                return;
            }
            keyframeSent |= role == FrameRole.KEYFRAME;
            client.write(frame.media().retain());
            client.flush();
        } else if (state == State.LAGGING) {
            dropped++;
        }
    }

    private boolean isWithinLength(LiveFrame frame) {
        boolean isWithin = length.admits(frame.media().timestamp(), frame.media().bytes());
        if (isWithin && length.isLimited() && !checksLength) {
            checksLength = true;
            checkLength();
        }
        return isWithin;
    }

    /** Ends a play of which nothing comes any more, whose end no frame would show. */
    private void checkLength() {
        long millis = length.nextCheckMillis();
        if (millis == 0) {
            complete();
            stream.leave(this);
        } else {
            lengthCheck = time.after(millis, this::checkLength);
        }
    }

    private void complete() {
        over = true;
        lengthCheck.cancel();
        RecordedPlayer.tellComplete(
                client, stream.name(), length.playedMillis(), length.playedBytes());
    }

    /** Whether the length that the client asked for was played. */
    boolean isOver() {
        return over;
    }

    private boolean canStartWith(LiveFrame frame) {
        boolean awaitsKeyframe = wantsVideo && stream.broadcast().hasVideo();
        return switch (frame.role()) {
            case KEYFRAME -> true;
            case AUDIO -> !awaitsKeyframe;
            case VIDEO,
                    METADATA,
                    VIDEO_CONFIG,
                    VIDEO_METADATA,
                    AUDIO_CONFIG,
                    AUDIO_CHANNELS,
                    DATA ->
                    false;
        };
    }

    private void start(int timestamp) {
        boolean hasMetadata = metadataSent;
        enter(State.STARTED);
        metadataSent = true;
        sendSetup(timestamp, role -> !(hasMetadata && role == FrameRole.METADATA));
    }

    private void sendMetadata() {
        metadataSent = true;
        sendSetup(0, role -> role == FrameRole.METADATA);
    }

    private void sendSetup(int timestamp, Predicate<FrameRole> roles) {
        for (LiveFrame setup : stream.broadcast().setup()) {
            if (roles.test(setup.role()) && wants(setup)) {
                client.write(setup.at(timestamp).media());
            }
        }
    }

    /** Video may begin later than audio, and begins with a keyframe all the same. */
    private boolean passes(LiveFrame frame) {
        FrameRole role = frame.role();
        return role.isData()
                ? client.isWritable()
                : state == State.STARTED && (keyframeSent || role != FrameRole.VIDEO);
    }

    private boolean wants(LiveFrame frame) {
        return frame.role().isVideo() ? wantsVideo : wantsAudio || !frame.role().isAudio();
    }

    /** The broadcast has ended; the next one has timestamps of its own. */
    void unpublished() {
        length.newClock();
        restart();
    }

    /** What comes next does not follow what was sent last: it has to start again. */
    void restart() {
        enter(State.WAITING);
    }

    private void enter(State next) {
        state = next;
        keyframeSent = false;
        metadataSent = false;
    }

    void tell(ServerNetStatus status) {
        client.tell(status);
    }

    @Override
    public void pause(boolean pause) {
        paused = pause;
        restart();
    }

    @Override
    public void seek(double position) {
        tell(ServerNetStatus.error("NetStream.Seek.Failed", "A live stream has one time."));
    }

    /** A live stream is not sent ahead of time. */
    @Override
    public void bufferLength(int milliseconds) {}

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
        over = true;
        lengthCheck.cancel();
        stream.leave(this);
    }
}
