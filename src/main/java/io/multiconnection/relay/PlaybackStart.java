package io.multiconnection.relay;

import io.multiconnection.media.SetupFrames;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Detector of the frame at which playback can start. Setup frames are kept. Media is ignored up to
 * the first keyframe, or up to the first audio frame of a stream without video. If video is
 * announced but absent, playback starts with audio after {@value #VIDEO_WAIT_MILLIS} ms.
 */
final class PlaybackStart implements SetupFrames.Keeper<RelayFrame> {

    /** Milliseconds of audio that are ignored while announced video is awaited. */
    private static final int VIDEO_WAIT_MILLIS = 1000;

    private final MemoryAccount memory;
    private final SetupFrames<RelayFrame> setup = new SetupFrames<>(this);
    private boolean expectsVideo;
    private boolean hasVideo;
    private @Nullable RelayFrame first;
    private @Nullable RelayFrame firstAudio;

    /**
     * Creates a detector that has received nothing.
     *
     * @param expectsVideo whether another server sent video
     * @param memory the viewer's account
     */
    PlaybackStart(boolean expectsVideo, MemoryAccount memory) {
        this.memory = memory;
        this.expectsVideo = expectsVideo;
    }

    boolean hasVideo() {
        return hasVideo;
    }

    /** Adds a frame; returns whether playback can start with it. */
    boolean add(RelayFrame frame) {
        hasVideo |= frame.role().isVideo() && frame.role().isMedia();
        expectsVideo |= frame.announcesVideo();
        boolean begins =
                switch (frame.role()) {
                    case KEYFRAME -> true;
                    case AUDIO -> !hasVideo && !(expectsVideo && isEarly(frame));
                    case METADATA,
                            VIDEO_CONFIG,
                            VIDEO_METADATA,
                            AUDIO_CONFIG,
                            AUDIO_CHANNELS,
                            VIDEO,
                            DATA ->
                            false;
                };
        if (begins) {
            first = frame;
        } else if (frame.role().isSetup()) {
            setup.keep(frame);
        }
        return begins;
    }

    private boolean isEarly(RelayFrame audio) {
        firstAudio = firstAudio == null ? audio : firstAudio;
        return audio.timestamp() - firstAudio.timestamp() < VIDEO_WAIT_MILLIS;
    }

    /** Removes and returns the frames with which playback starts, in delivery order. */
    List<RelayFrame> frames() {
        List<RelayFrame> taken = new ArrayList<>(setup.frames());
        if (first != null) {
            taken.add(first);
        }
        clear();
        return taken;
    }

    private void clear() {
        setup.clear();
        first = null;
    }

    @Override
    public RelayFrame keep(RelayFrame frame) {
        memory.take(MemoryKind.PLAYBACK, frame.heap());
        return frame;
    }

    @Override
    public void drop(RelayFrame frame) {
        memory.give(MemoryKind.PLAYBACK, frame.heap());
    }

    /** Discards everything: playback has to start again. */
    void reset() {
        clear();
        firstAudio = null;
    }
}
