package io.multiconnection.origin;

import io.multiconnection.media.FrameRole;
import io.multiconnection.media.PlayLength;
import io.multiconnection.rtmp.server.ServerNetStatus;
import io.multiconnection.rtmp.server.ServerPlayback;
import io.multiconnection.rtmp.server.ServerStream;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Player of a live stream for one client.
 *
 * <pre>
 * WAITING, LAGGING --keyframe, or audio where there is no video--> STARTED
 * any --the client pauses or selects other tracks, the publication ends--> WAITING
 * any --the client's send buffer is full--> LAGGING
 * </pre>
 *
 * <p>After joining, lagging or pausing, it starts with the setup frames; media before that is
 * dropped. Data needs no keyframe and is sent at once.
 */
final class LivePlayer implements ServerPlayback {

    private enum State {
        WAITING,
        LAGGING,
        STARTED
    }

    private final ServerStream client;
    private final String name;
    private final Supplier<LivePublication> publication;
    private final Consumer<LivePlayer> leave;
    private final PlayLength length;
    private final Scheduler scheduler;
    private Scheduler.Timeout lengthCheck = Scheduler.Timeout.NONE;
    private boolean checksLength;
    private boolean ended;
    private State state = State.WAITING;
    private boolean keyframeSent;
    private boolean metadataSent;
    private boolean paused;
    private boolean wantsAudio = true;
    private boolean wantsVideo = true;
    private long dropped;

    /**
     * Creates a player that starts with the next frames.
     *
     * @param name name of the stream
     * @param publication the stream's latest publication
     * @param length milliseconds to play; negative for all
     * @param leave called when the player has ended
     */
    LivePlayer(
            ServerStream client,
            String name,
            Supplier<LivePublication> publication,
            long length,
            Scheduler scheduler,
            Consumer<LivePlayer> leave) {
        this.client = client;
        this.name = name;
        this.publication = publication;
        this.leave = leave;
        this.length = new PlayLength(length);
        this.scheduler = scheduler;
    }

    /** Returns the number of messages that were dropped because the client was slow. */
    long dropped() {
        return dropped;
    }

    /** Sends a frame or drops it; borrows it. */
    void offer(LiveFrame frame) {
        if (ended || paused || !wants(frame)) {
            return;
        }
        FrameRole role = frame.role();
        if (!client.isWritable()) {
            enter(State.LAGGING);
        } else if (role == FrameRole.METADATA && !metadataSent) {
            sendMetadata(); // includes this frame
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

    /** Ends a limited play for which no frame arrives any more. */
    private void checkLength() {
        long millis = length.nextCheckMillis();
        if (millis == 0) {
            complete();
            leave.accept(this);
        } else {
            lengthCheck = scheduler.schedule(millis, this::checkLength);
        }
    }

    private void complete() {
        ended = true;
        lengthCheck.cancel();
        RecordedPlayer.sendComplete(client, name, length.playedMillis(), length.playedBytes());
    }

    /** Returns whether the player has ended or has played its length. */
    boolean hasEnded() {
        return ended;
    }

    private boolean canStartWith(LiveFrame frame) {
        boolean awaitsKeyframe = wantsVideo && publication.get().hasVideo();
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
        for (LiveFrame setup : publication.get().setup()) {
            if (roles.test(setup.role()) && wants(setup)) {
                client.write(setup.at(timestamp).media());
            }
        }
    }

    /**
     * Returns whether a frame is sent. Video that starts after audio starts with a keyframe, too.
     */
    private boolean passes(LiveFrame frame) {
        FrameRole role = frame.role();
        return role.isData()
                ? client.isWritable()
                : state == State.STARTED && (keyframeSent || role != FrameRole.VIDEO);
    }

    private boolean wants(LiveFrame frame) {
        return frame.role().isVideo() ? wantsVideo : wantsAudio || !frame.role().isAudio();
    }

    /** Prepares for the next publication, which has its own timestamps. */
    void unpublished() {
        length.newClock();
        restart();
    }

    /** Requires a new start, because the next frames do not continue the previous ones. */
    void restart() {
        enter(State.WAITING);
    }

    private void enter(State next) {
        state = next;
        keyframeSent = false;
        metadataSent = false;
    }

    void sendStatus(ServerNetStatus status) {
        client.tell(status);
    }

    @Override
    public void pause(boolean pause) {
        paused = pause;
        restart();
    }

    @Override
    public void seek(double position) {
        sendStatus(ServerNetStatus.error("NetStream.Seek.Failed", "A live stream cannot seek."));
    }

    /** Ignored: a live stream is not sent ahead of its time. */
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
        ended = true;
        lengthCheck.cancel();
        leave.accept(this);
    }
}
