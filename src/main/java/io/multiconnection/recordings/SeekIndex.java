package io.multiconnection.recordings;

import io.multiconnection.media.FlvTag;
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
     * @param metadata where the tag is that holds for it; 0 if there is none. So are the others
     */
    record Point(int timestamp, long position, long metadata, long video, long audio) {}

    private static final int AUDIO_SPACING_MILLIS = 1000;

    private final int maxPoints;
    private final List<Point> points = new ArrayList<>();
    private int spacing = 1;
    private int passedOver;
    private long metadata;
    private long videoConfiguration;
    private long audioConfiguration;
    private boolean hasVideo;

    /** An index of at most {@code maxPoints}, an even number. */
    SeekIndex(int maxPoints) {
        this.maxPoints = maxPoints;
    }

    /** Takes the next tag of the file. */
    void add(FlvTag tag) {
        if (tag.isCodecConfiguration()) {
            if (tag.type() == FlvTag.VIDEO) {
                videoConfiguration = tag.position();
            } else {
                audioConfiguration = tag.position();
            }
        } else if (tag.type() == FlvTag.DATA && Metadata.is(tag.head())) {
            metadata = tag.position();
        } else if (canBeginWith(tag)) {
            addPoint(tag);
        }
        hasVideo |= tag.type() == FlvTag.VIDEO && !tag.isCodecConfiguration();
    }

    private boolean canBeginWith(FlvTag tag) {
        boolean farEnough =
                points.isEmpty()
                        || tag.timestamp() - points.getLast().timestamp() >= AUDIO_SPACING_MILLIS;
        return tag.isKeyframe() || (tag.type() == FlvTag.AUDIO && !hasVideo && farEnough);
    }

    private void addPoint(FlvTag tag) {
        passedOver++;
        if (passedOver < spacing && !points.isEmpty()) {
            return;
        }
        passedOver = 0;
        points.add(
                new Point(
                        tag.timestamp(),
                        tag.position(),
                        metadata,
                        videoConfiguration,
                        audioConfiguration));
        if (points.size() == maxPoints) {
            spacing *= 2;
            List<Point> kept = new ArrayList<>();
            for (int i = 0; i < maxPoints; i += 2) {
                kept.add(points.get(i));
            }
            points.clear();
            points.addAll(kept);
        }
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
