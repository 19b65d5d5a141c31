package io.multiconnection.origin;

import static io.multiconnection.origin.TestStream.AUDIO_CONFIGURATION;
import static io.multiconnection.origin.TestStream.VIDEO_CONFIGURATION;
import static io.multiconnection.origin.TestStream.keyframeAt;
import static io.multiconnection.origin.TestStream.soundAt;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.UserControl.StreamBegin;
import io.multiconnection.rtmp.UserControl.StreamEof;
import io.multiconnection.rtmp.UserControl.StreamIsRecorded;
import io.multiconnection.rtmp.server.ServerLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordedPlayerTest extends RecordedPlayerFixture {

    @Test
    void sendsStatusesOfRecordedPlay() {
        TestStream player = stream();
        player.bufferLength(60_000);
        player.tell("play", new AmfString("film"));

        List<MessagePayload> said = new ArrayList<>();
        List<String> codes = new ArrayList<>();
        while (!said.contains(new StreamEof(player.id()))) {
            RtmpMessage message = player.client().next();
            switch (message.payload()) {
                case MessagePayload.Audio _, MessagePayload.Video _ -> {}
                case MessagePayload.Command command -> codes.add(code(command));
                case MessagePayload other -> said.add(other);
            }
        }

        assertThat(codes)
                .containsExactly(
                        "NetStream.Play.Reset", "NetStream.Play.Start", "NetStream.Play.Stop");
        assertThat(said.subList(0, 2))
                .containsExactly(new StreamIsRecorded(player.id()), new StreamBegin(player.id()));
        AmfEcmaArray metadata = (AmfEcmaArray) ((Data) said.get(3)).values().get(1);
        assertThat(metadata.property("duration")).isEqualTo(new AmfNumber(LAST / 1000.0));
        assertThat(metadata.property("width")).isEqualTo(new AmfNumber(320));
        AmfObject complete = (AmfObject) ((Data) said.get(4)).values().get(1);
        assertThat(complete.property("code")).isEqualTo(new AmfString("NetStream.Play.Complete"));
        assertThat(complete.property("duration")).isEqualTo(new AmfNumber(LAST / 1000.0));
        assertThat(((AmfNumber) complete.property("bytes")).value())
                .isGreaterThanOrEqualTo(FRAMES * (9 + 6));
    }

    @Test
    void fillsBufferAndThenSendsAtPlaybackSpeed() {
        TestStream player = play(2000, new AmfNumber(0));
        assertThat(player.next(PRELUDE))
                .containsExactly(
                        "onMetaData at 0",
                        "video " + VIDEO_CONFIGURATION + " at 0",
                        "audio " + AUDIO_CONFIGURATION + " at 0");
        hears(player, 0, 2000);
        assertThat(player.nextUntilNow()).isEmpty();

        time.pass(1000);
        hears(player, 2040, 3000);
        assertThat(player.nextUntilNow()).isEmpty();

        player.bufferLength(3000);
        hears(player, 3040, 4000);
        time.pass(39);
        assertThat(player.nextUntilNow()).isEmpty();
        time.pass(1);
        hears(player, 4040, 4040);
    }

    @Test
    void usesBufferOfOneSecondByDefault() {
        TestStream player = stream();
        player.tell("play", new AmfString("film"));
        player.next(PRELUDE);

        hears(player, 0, RecordedPlayer.BUFFER_MILLIS);
        assertThat(player.nextUntilNow()).isEmpty();
    }

    @Test
    void startsAtPreviousKeyframeAndEndsAfterLength() {
        TestStream player = play(100_000, new AmfNumber(2500), new AmfNumber(1000));
        assertThat(player.next(PRELUDE))
                .containsExactly(
                        "onMetaData at 0",
                        "video " + VIDEO_CONFIGURATION + " at 2000",
                        "audio " + AUDIO_CONFIGURATION + " at 2000");

        hears(player, 2000, 3480);
        assertThat(player.next()).isEqualTo("onPlayStatus at 0");
        assertThat(player.client().nextCode()).isEqualTo("NetStream.Play.Stop");
    }

    @Test
    void playsOneFrameForLengthZero() {
        TestStream player = play(100_000, new AmfNumber(3000), new AmfNumber(0));
        player.next(PRELUDE);

        assertThat(player.next(3))
                .containsExactly(keyframeAt(3000), soundAt(3000), "onPlayStatus at 0");
    }

    @Test
    void completesStartBeyondEnd() {
        TestStream player = play(100_000, new AmfNumber(60_000));

        assertThat(player.next()).isEqualTo("onPlayStatus at 0");
    }

    @Test
    void prefersLiveStreamToItsRecording() {
        try (TestStream publisher = TestStream.publish(origin, "film")) {
            TestStream player = play(1000, new AmfNumber(-2000));
            TestStream recorded = play(1000, new AmfNumber(0));
            assertThat(recorded.next(PRELUDE + 1)).last().isEqualTo(keyframeAt(0));
            publisher.keyframe(123);

            assertThat(player.next()).isEqualTo(keyframeAt(123));
        }
    }

    @Test
    void waitsForLiveStreamIfOnlyLiveIsRequested() {
        TestStream player = play(1000, new AmfNumber(-1000));
        assertThat(player.nextUntilNow()).isEmpty();
        try (TestStream publisher = TestStream.publish(origin, "film")) {
            publisher.keyframe(123);

            assertThat(player.next()).isEqualTo(keyframeAt(123));
        }
    }

    @Test
    void refusesMissingRecording() throws IOException {
        TestStream player = stream();
        player.tell("play", new AmfString("door"), new AmfNumber(0));
        assertThat(player.client().nextCode()).isEqualTo("NetStream.Play.StreamNotFound");
        player.tell("play", new AmfString("x".repeat(300)), new AmfNumber(0));
        assertThat(player.client().nextCode()).isEqualTo("NetStream.Play.StreamNotFound");

        Files.writeString(folder.resolve("recordings/live/diary.flv"), "my diary, volume 1");
        player.tell("play", new AmfString("diary"));
        assertThat(player.client().nextCode()).isEqualTo("NetStream.Play.FileStructureInvalid");

        player.tell("play", new AmfString("door"), new AmfNumber(-2));
        assertThat(player.client().nextCode()).isEqualTo("NetStream.Play.Reset");
    }

    @Test
    void playsRecordingThatIsBeingWritten() {
        try (TestStream publisher = TestStream.record(origin.port(), "live", "now", "record")) {
            publisher.keyframe(0);
            publisher.keyframe(1000);
            assertThat(publisher.nextUntilNow()).isEmpty();
            TestStream other = stream();
            other.tell("publish", new AmfString("after"), new AmfString("record"));
            other.client().nextCode("NetStream.Record.Start");
            TestStream player = stream();
            player.bufferLength(100_000);

            player.tell("play", new AmfString("now"), new AmfNumber(0));

            assertThat(player.next(4))
                    .containsExactly(
                            "onMetaData at 0",
                            keyframeAt(0),
                            keyframeAt(1000),
                            "onPlayStatus at 0");
        }
    }

    @Test
    void stopsSendingToClientThatDoesNotRead() {
        ServerLimits limits = ServerLimits.DEFAULT.withConnections(100).withQueuedBytes(65536);
        int frames = 200;
        origin.close();
        origin = Origin.start(OriginOptions.DEFAULT.keepingIn(folder).within(limits), time::on);
        TestStream publisher = TestStream.record(origin.port(), "live", "big", "record");
        open.add(publisher);
        publisher.keyframe(0);
        for (int i = 1; i < frames; i++) {
            publisher.video(i, "2701000000" + "55".repeat(50_000));
            assertThat(publisher.client().call("echo").name()).isEqualTo("_result");
        }
        publisher.stopRecording();
        TestStream deaf = stream();
        deaf.bufferLength(100_000);
        deaf.client().read(false);
        deaf.tell("play", new AmfString("big"));
        TestStream other = stream();
        other.bufferLength(100_000);
        other.tell("play", new AmfString("big"));

        assertThat(other.next(1 + frames + 1)).last().isEqualTo("onPlayStatus at 0");
        deaf.client().read(true);
        assertThat(deaf.next(1 + frames + 1)).last().isEqualTo("onPlayStatus at 0");
    }
}
