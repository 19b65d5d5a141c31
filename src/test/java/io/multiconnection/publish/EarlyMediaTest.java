package io.multiconnection.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.Hex;
import io.multiconnection.amf.AmfString;
import io.multiconnection.media.Bodies;
import io.multiconnection.media.TagClassifier;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.protocol.MediaFrame;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames that are kept for servers that have not answered publish. */
class EarlyMediaTest {

    private static final QueueLimits LIMITS = new QueueLimits(4 << 20, 3000);
    private static final int MAX_MILLIS = LIMITS.millis() / 2;
    private static final int MAX_BYTES = LIMITS.bytes() / 2;

    private final MemoryAccount memory =
            new MemoryBudget(new MemoryLimits(64 << 20, 64 << 20, 16 << 20))
                    .open(null, Runnable::run, _ -> {});
    private final TagClassifier stream = new TagClassifier();
    private final EarlyMedia early = new EarlyMedia(LIMITS, memory);

    @AfterEach
    void returnsAllMemory() {
        early.clear();
        memory.give(MemoryKind.BASE, memory.held(MemoryKind.BASE));
        assertThat(memory.held()).isZero();
    }

    @Test
    void keepsDataAndMediaFromLastKeyframe() {
        video(0, Bodies.picture(0, 1));
        data(0);
        video(10, Bodies.keyframe(0, 2));
        audio(20, 3);
        data(20);
        video(30, Bodies.keyframe(0, 4));
        audio(40, 5);
        video(50, Bodies.picture(0, 6));
        assertThat(kept())
                .containsExactly("DATA 0", "DATA 20", "KEYFRAME 30", "AUDIO 40", "VIDEO 50");
    }

    @Test
    void keepsAudioWithoutVideo() {
        audio(0, 1);
        audio(20, 2);
        assertThat(kept()).containsExactly("AUDIO 0", "AUDIO 20");
        video(40, Bodies.videoConfig(0, 1));
        audio(40, 3);
        video(60, Bodies.keyframe(0, 4));
        assertThat(kept()).containsExactly("KEYFRAME 60");
    }

    @Test
    void dropsMediaOfAnotherConfigurationOfTheDefaultTrack() {
        video(0, Bodies.keyframe(0, 1));
        video(0, Bodies.videoConfig(1, 1));
        assertThat(kept()).containsExactly("KEYFRAME 0");
        video(20, Bodies.videoConfig(0, 2));
        video(20, Bodies.picture(0, 2));
        assertThat(kept()).isEmpty();
    }

    @Test
    void dropsMediaOlderThanItsLimit() {
        video(0, Bodies.keyframe(0, 1));
        video(MAX_MILLIS, Bodies.picture(0, 2));
        assertThat(kept()).hasSize(2);
        data(MAX_MILLIS);
        video(MAX_MILLIS + 1, Bodies.picture(0, 3));
        video(MAX_MILLIS + 2, Bodies.picture(0, 4));
        assertThat(kept()).containsExactly("DATA " + MAX_MILLIS);
        video(MAX_MILLIS + 40, Bodies.keyframe(0, 5));
        assertThat(kept()).hasSize(2);
    }

    @Test
    void boundsBytes() {
        video(0, Bodies.keyframe(0, 1));
        String picture = Bodies.picture(0, 2) + "00".repeat(10_000);
        for (int i = 0; i < 1000; i++) {
            video(1, picture);
            assertThat(memory.held()).isLessThanOrEqualTo(MAX_BYTES);
        }
        assertThat(kept()).isEmpty();
        for (int i = 0; i < 10_000; i++) {
            data(i);
        }
        assertThat(memory.held()).isLessThanOrEqualTo(MAX_BYTES);
        assertThat(kept()).hasSizeBetween(2000, MAX_BYTES / 512);
    }

    @Test
    void keepsNothingWhenMemoryIsShort() {
        memory.take(MemoryKind.BASE, memory.limit() * 3 / 4);
        video(0, Bodies.keyframe(0, 1));
        audio(0, 1);
        data(0);
        assertThat(kept()).isEmpty();
    }

    private void video(int timestamp, String body) {
        media(MediaFrame.Kind.VIDEO, timestamp, body);
    }

    private void audio(int timestamp, int mark) {
        media(MediaFrame.Kind.AUDIO, timestamp, Bodies.sound(0, mark));
    }

    private void media(MediaFrame.Kind kind, int timestamp, String body) {
        MediaFrame frame =
                new MediaFrame(kind, 1, timestamp, Unpooled.wrappedBuffer(Hex.bytes(body)));
        add(PublishedFrame.of(frame, timestamp, stream));
    }

    private void data(int timestamp) {
        add(PublishedFrame.data(1, "chat", List.of(new AmfString("chat")), timestamp));
    }

    private void add(PublishedFrame frame) {
        early.add(frame);
        frame.media().release();
    }

    private List<String> kept() {
        List<String> kept = new ArrayList<>();
        early.replay(frame -> kept.add(frame.role() + " " + frame.timestamp()));
        return kept;
    }
}
