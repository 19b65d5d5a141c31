package io.multiconnection.media;

import io.netty.buffer.ByteBuf;
import java.util.Set;

/**
 * Classifier of the tag bodies of one stream.
 *
 * <p>The default video track is the one with the lowest number; Enhanced RTMP recommends 0 for it.
 * A keyframe of another track does not make a stream playable and is classified as plain video.
 */
public final class TagClassifier {

    /** Value above every track number. */
    private static final int NONE = 256;

    private int defaultTrack = NONE;

    /** Returns the kind of an audio body, which is not modified. */
    public FrameKind audio(ByteBuf body) {
        AudioHeader header = AudioHeader.read(body);
        FrameRole role =
                switch (header.kind()) {
                    case CODEC_CONFIGURATION -> FrameRole.AUDIO_CONFIG;
                    case CHANNELS -> FrameRole.AUDIO_CHANNELS;
                    case FRAME, SEQUENCE_END, UNKNOWN -> FrameRole.AUDIO;
                };
        return new FrameKind(role, header.tracks());
    }

    /** Returns the kind of a video body, which is not modified. */
    public FrameKind video(ByteBuf body) {
        VideoHeader header = VideoHeader.read(body);
        return new FrameKind(videoRole(header.kind(), header.tracks()), header.tracks());
    }

    private FrameRole videoRole(VideoHeader.Kind kind, Set<Integer> tracks) {
        return switch (kind) {
            case CODEC_CONFIGURATION -> {
                saw(tracks);
                yield FrameRole.VIDEO_CONFIG;
            }
            case METADATA -> FrameRole.VIDEO_METADATA;
            case KEYFRAME -> {
                saw(tracks);
                yield tracks.contains(defaultTrack) ? FrameRole.KEYFRAME : FrameRole.VIDEO;
            }
            case FRAME -> {
                saw(tracks);
                yield FrameRole.VIDEO;
            }
            case SEQUENCE_END -> {
                if (tracks.contains(defaultTrack)) {
                    defaultTrack = NONE;
                }
                yield FrameRole.VIDEO;
            }
            case COMMAND, UNKNOWN -> FrameRole.VIDEO;
        };
    }

    private void saw(Set<Integer> tracks) {
        for (int track : tracks) {
            defaultTrack = Math.min(defaultTrack, track);
        }
    }
}
