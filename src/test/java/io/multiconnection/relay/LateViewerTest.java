package io.multiconnection.relay;

import static io.multiconnection.Hex.hex;

import io.multiconnection.media.FrameRole;
import io.multiconnection.media.RandomStream;
import io.multiconnection.media.TagClassifier;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.RtmpMessage;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Viewer that joins a stream of several tracks, from the GOP cache of a relay to the viewer's
 * queue.
 */
class LateViewerTest {

    private static final int LIMIT = 1000;

    private final MemoryAccount memory =
            MemoryBudget.unlimited().open(null, Runnable::run, _ -> {});
    private final TagClassifier classifier = new TagClassifier();
    private final GopCache gopCache = new GopCache(1 << 20, memory, RelayFrame::heap);
    private final PlaybackStart playbackStart = new PlaybackStart(false, memory);
    private final List<String> received = new ArrayList<>();
    private final ViewerQueue queue =
            new ViewerQueue(
                    LIMIT, PlayMetrics.NONE, memory, (frame, _) -> received.add(body(frame)));
    private boolean plays;
    private boolean hasKeyframe;

    @RepeatedTest(300)
    void hasLastFrameOfEachSlotBeforeFirstKeyframe(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        RandomStream stream = new RandomStream(random.nextLong());
        gopCache.add(frame(stream.sent().getFirst()));
        for (int i = random.nextInt(60); i > 0; i--) {
            gopCache.add(frame(stream.next()));
        }
        int joined = stream.sent().size();
        gopCache.frames().forEach(frame -> watch(frame, 0));
        while (received.stream().noneMatch(stream::isKeyframe)) {
            // some frames arrive while the viewer is busy
            watch(frame(stream.next()), random.nextInt(3) == 0 ? LIMIT : 0);
        }
        stream.check(joined, received);
    }

    /** Starts the stream as {@link FailoverPlayer} does. */
    private void watch(RelayFrame frame, int waiting) {
        hasKeyframe |= frame.role() == FrameRole.KEYFRAME;
        if (plays && (hasKeyframe || frame.role() != FrameRole.VIDEO)) {
            queue.offer(frame, frame.timestamp(), waiting);
        } else if (!plays && playbackStart.add(frame)) {
            plays = true;
            playbackStart.frames().forEach(first -> queue.offer(first, first.timestamp(), waiting));
        }
    }

    private RelayFrame frame(RandomStream.Tag tag) {
        RtmpMessage message =
                new RtmpMessage(
                        0,
                        1,
                        tag.isVideo() ? new Video(hex(tag.body())) : new Audio(hex(tag.body())));
        try {
            return Objects.requireNonNull(RelayFrame.of(message, classifier));
        } finally {
            message.release();
        }
    }

    private static String body(RelayFrame frame) {
        byte[] body = new byte[frame.bytes()];
        frame.copyBody(body, 0);
        return ByteBufUtil.hexDump(body);
    }
}
