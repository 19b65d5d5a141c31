package io.multiconnection.recordings;

import io.multiconnection.media.FlvTag;
import io.multiconnection.media.FrameKind;
import io.multiconnection.media.FrameRole;
import io.multiconnection.media.SetupFrames;
import io.multiconnection.media.StreamFrame;
import io.multiconnection.media.TagClassifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Index of the positions in a file at which playback can start: each keyframe and, before the first
 * video, one audio frame per second. The size is bounded: for a very long recording, the index
 * keeps every second, fourth, ... keyframe.
 */
final class SeekIndex {

    /**
     * Position at which playback can start.
     *
     * @param position position of the first tag
     * @param setup positions of the setup frames that apply to it, in delivery order
     */
    record Point(int timestamp, long position, List<Long> setup) {}

    /** Setup frame in the file. */
    private record SetupTag(FrameKind kind, long position, int bytes) implements StreamFrame {}

    private static final FrameKind METADATA = FrameKind.data(false, "onMetaData");
    private static final FrameKind OTHER = FrameKind.data(false, "");

    /** Average limit of setup positions, reached if each keyframe has its own setup frames. */
    private static final int POSITIONS_PER_POINT = 4;

    private static final int AUDIO_SPACING_MILLIS = 1000;

    private final int maxPoints;
    private final List<Point> points = new ArrayList<>();
    private int spacing = 1;
    private int skipped;
    private final TagClassifier classifier = new TagClassifier();
    private final SetupFrames<SetupTag> setup = new SetupFrames<>();

    /** Shared by all points up to the next setup frame. */
    private List<Long> setupPositions = List.of();

    private boolean setupChanged;

    /** Sum of the setup positions of all points; lists shared by neighbours count once. */
    private int positions;

    private boolean hasVideo;

    /** Creates an index of up to {@code maxPoints}, an even number. */
    SeekIndex(int maxPoints) {
        this.maxPoints = maxPoints;
    }

    /** Adds the next tag of the file. */
    void add(FlvTag tag) {
        FrameKind kind = kind(tag);
        if (kind.role().isSetup()) {
            setup.keep(new SetupTag(kind, tag.position(), tag.bodyBytes()));
            setupChanged = true;
        } else if (canBeginWith(tag, kind.role())) {
            addPoint(tag);
        }
        hasVideo |= kind.role().isVideo() && kind.role().isMedia();
    }

    private FrameKind kind(FlvTag tag) {
        return switch (tag.type()) {
            case FlvTag.AUDIO -> classifier.audio(tag.head());
            case FlvTag.VIDEO -> classifier.video(tag.head());
            default -> RecordingMetadata.is(tag.head()) ? METADATA : OTHER;
        };
    }

    private boolean canBeginWith(FlvTag tag, FrameRole role) {
        boolean farEnough =
                points.isEmpty()
                        || tag.timestamp() - points.getLast().timestamp() >= AUDIO_SPACING_MILLIS;
        return role == FrameRole.KEYFRAME || (role == FrameRole.AUDIO && !hasVideo && farEnough);
    }

    private void addPoint(FlvTag tag) {
        skipped++;
        if (skipped < spacing && !points.isEmpty()) {
            return;
        }
        skipped = 0;
        if (setupChanged) {
            setupChanged = false;
            setupPositions = setup.frames().stream().map(SetupTag::position).toList();
            positions += setupPositions.size();
        }
        points.add(new Point(tag.timestamp(), tag.position(), setupPositions));
        if (points.size() == maxPoints || positions > maxPoints * POSITIONS_PER_POINT) {
            thin();
        }
    }

    private void thin() {
        spacing *= 2;
        positions = 0;
        List<Point> kept = new ArrayList<>();
        for (int i = 0; i < points.size(); i += 2) {
            Point point = points.get(i);
            if (kept.isEmpty() || !kept.getLast().setup().equals(point.setup())) {
                positions += point.setup().size();
            }
            kept.add(point);
        }
        points.clear();
        points.addAll(kept);
    }

    /**
     * Returns the last point at or before a timestamp, or the first point if there is none before.
     * Empty for an empty file.
     */
    Optional<Point> floor(int timestamp) {
        if (points.isEmpty() || timestamp <= points.getFirst().timestamp()) {
            return points.stream().findFirst();
        }
        int low = 1;
        int high = points.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (points.get(middle).timestamp() <= timestamp) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return Optional.of(points.get(low - 1));
    }
}
