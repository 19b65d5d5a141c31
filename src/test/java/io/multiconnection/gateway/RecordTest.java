package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.HangLimit;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.recordings.RecordingLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Publishing with recording. */
@Timeout(600)
class RecordTest {

    private static final int[] KEYFRAME = {0x17, 1, 0, 0, 0, 1};

    @TempDir private Path folder;

    @Test
    void recordsOnServer() {
        try (Origin origin = Origin.start(OriginOptions.DEFAULT.keepingIn(folder));
                TestSession session = new TestSession()) {
            publish(session, origin);
            assertThat(session.answer(3).path("type").textValue()).isEqualTo("result");
            session.status("NetStream.Record.Start");
            session.media(9, 1, 0, KEYFRAME);
        }
        assertThat(folder.resolve("recordings/live/show.flv")).isNotEmptyFile();
    }

    @Test
    void keepsServerLiveWhenRecordingFails() {
        RecordingLimits limits = RecordingLimits.DEFAULT.withBytes(4096, 4096);
        OriginOptions options = OriginOptions.DEFAULT.keepingIn(folder).recordingWithin(limits);
        try (Origin origin = Origin.start(options);
                TestSession session = new TestSession()) {
            publish(session, origin);
            session.status("NetStream.Record.Start");
            session.media(9, 1, 0, KEYFRAME).media(large());
            session.status("NetStream.Record.DiskQuotaExceeded");
            session.media(9, 1, 80, KEYFRAME);

            var _ =
                    origin.when(state -> state.stream("live", "show").keyframes() == 2)
                            .orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS)
                            .join();
        }
    }

    @Test
    void rejectsRecordingWithoutFolder() {
        try (Origin origin = Origin.start(OriginOptions.DEFAULT);
                TestSession session = new TestSession()) {
            publish(session, origin);

            JsonNode answer = session.answer(3);
            assertThat(answer.path("code").textValue()).isEqualTo("publish-failed");
            assertThat(answer.toString()).contains("This server has no folder to record in.");
        }
    }

    private static void publish(TestSession session, Origin origin) {
        session.send(
                "{'id':1,'type':'connect','timeout':20000,'servers':['%s']}"
                        .formatted(origin.url("live")));
        session.send("{'id':2,'type':'createStream'}");
        session.send(
                "{'id':3,'type':'publish','stream':1,'name':'show','mode':'record',"
                        + "'timeout':20000}");
    }

    private static ByteBuf large() {
        return Unpooled.buffer()
                .writeByte(9)
                .writeByte(1)
                .writeShort(0)
                .writeInt(40)
                .writeBytes(new byte[] {0x27, 1, 0, 0, 0})
                .writeZero(5000);
    }
}
