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
 * A viewer that joins a stream of several tracks, on the way from a relay's backlog to its gate.
 */
class LateViewerTest {

    private static final int LIMIT = 1000;

    private final MemoryAccount memory =
            MemoryBudget.unlimited().open(null, Runnable::run, _ -> {});
    private final TagClassifier classifier = new TagClassifier();
    private final GopCache backlog = new GopCache(1 << 20, memory, RelayFrame::heap);
    private final Opening opening = new Opening(false, memory);
    private final List<String> received = new ArrayList<>();
    private final ViewerQueue gate =
            new ViewerQueue(
                    LIMIT, PlayMetrics.NONE, memory, (frame, _) -> received.add(body(frame)));
    private boolean plays;
    private boolean hasKeyframe;

    @RepeatedTest(300)
    void hasLastFrameOfEachSlotBeforeFirstKeyframe(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        RandomStream stream = new RandomStream(random.nextLong());
        backlog.add(frame(stream.sent().getFirst()));
        for (int i = random.nextInt(60); i > 0; i--) {
            backlog.add(frame(stream.next()));
        }
        int joined = stream.sent().size();
        backlog.frames().forEach(frame -> watch(frame, 0));
        while (received.stream().noneMatch(stream::isKeyframe)) {
            // some frames find the viewer busy
            watch(frame(stream.next()), random.nextInt(3) == 0 ? LIMIT : 0);
        }
        stream.check(joined, received);
    }

    /** As {@link FailoverPlayer} does it. */
    private void watch(RelayFrame frame, int waiting) {
        hasKeyframe |= frame.role() == FrameRole.KEYFRAME;
        if (plays && (hasKeyframe || frame.role() != FrameRole.VIDEO)) {
            gate.offer(frame, frame.timestamp(), waiting);
        } else if (!plays && opening.add(frame)) {
            plays = true;
            opening.frames().forEach(first -> gate.offer(first, first.timestamp(), waiting));
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
