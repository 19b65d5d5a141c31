package io.multiconnection.publish;

import io.multiconnection.target.MediaKind;
import io.multiconnection.target.TargetMetrics;

/** Messages of one leg that metrics do not contain yet, because they are counted by flush. */
final class UncountedMessages {

    /** Messages of one kind. */
    private static final class Sum {

        private int frames;
        private long bytes;

        void moveTo(TargetMetrics metrics, MediaKind kind) {
            if (frames > 0) {
                metrics.sent(kind, frames, bytes);
                frames = 0;
                bytes = 0;
            }
        }
    }

    private final Sum audio = new Sum();
    private final Sum video = new Sum();
    private final Sum data = new Sum();
    private boolean hasAny;

    void add(MediaKind kind, int bytes) {
        Sum sum =
                switch (kind) {
                    case AUDIO -> audio;
                    case VIDEO -> video;
                    case DATA -> data;
                };
        sum.frames++;
        sum.bytes += bytes;
        hasAny = true;
    }

    boolean isEmpty() {
        return !hasAny;
    }

    /** Counts all messages in the metrics, and none here. */
    void moveTo(TargetMetrics metrics) {
        hasAny = false;
        audio.moveTo(metrics, MediaKind.AUDIO);
        video.moveTo(metrics, MediaKind.VIDEO);
        data.moveTo(metrics, MediaKind.DATA);
    }
}
