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
 * Where in a file playing can begin: at each keyframe; before the first video, once a second. Its
 * size is bounded: of a very long recording it keeps every second, fourth, ... keyframe.
 */
final class SeekIndex {

    /**
     * A place to begin.
     *
     * @param position of the tag to begin with
     * @param setup positions of the setup frames that hold for it, in the order of delivery
     */
    record Point(int timestamp, long position, List<Long> setup) {}

    /** A setup frame in the file. */
    private record Place(FrameKind kind, long position, int bytes) implements StreamFrame {}

    private static final FrameKind METADATA = FrameKind.data(false, "onMetaData");
    private static final FrameKind OTHER = FrameKind.data(false, "");

    /** On average; so many where each keyframe has its own setup frames. */
    private static final int POSITIONS_PER_POINT = 4;

    private static final int AUDIO_SPACING_MILLIS = 1000;

    private final int maxPoints;
    private final List<Point> points = new ArrayList<>();
    private int spacing = 1;
    private int passedOver;
    private final TagClassifier classifier = new TagClassifier();
    private final SetupFrames<Place> setup = new SetupFrames<>();

    /** Shared by all points up to the next setup frame. */
    private List<Long> setupPositions = List.of();

    private boolean setupChanged;

    /** Bytes of setup frames, in all points. */
    private int positions;

    private boolean hasVideo;

    /** An index of at most {@code maxPoints}, an even number. */
    SeekIndex(int maxPoints) {
        this.maxPoints = maxPoints;
    }

    /** Takes the next tag of the file. */
    void add(FlvTag tag) {
        FrameKind kind = kind(tag);
        if (kind.role().isSetup()) {
            setup.keep(new Place(kind, tag.position(), tag.bodyBytes()));
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
        passedOver++;
        if (passedOver < spacing && !points.isEmpty()) {
            return;
        }
        passedOver = 0;
        if (setupChanged) {
            setupChanged = false;
            setupPositions = setup.frames().stream().map(Place::position).toList();
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
     * Where to begin for a frame of this time: at it or before it, or at the first point. Empty for
     * an empty file.
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
