package io.multiconnection.origin;

import static io.multiconnection.origin.TestStream.VIDEO_CONFIGURATION;
import static io.multiconnection.origin.TestStream.interFrameAt;
import static io.multiconnection.origin.TestStream.keyframeAt;
import static io.multiconnection.origin.TestStream.soundAt;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfValue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Seeking, pausing and selecting tracks of a recording. */
class RecordedSeekTest extends RecordedPlayerFixture {

    @Test
    void pauseStopsFramesAndResumesAtSamePosition() {
        TestStream player = play(1000, new AmfNumber(0));
        player.next(PRELUDE);
        hears(player, 0, 1000);
        time.pass(400);
        hears(player, 1040, 1400);

        player.tell("pause", AmfValue.of(true), AmfValue.of(400));
        assertThat(player.client().nextCode()).isEqualTo("NetStream.Pause.Notify");
        time.pass(60_000);
        assertThat(player.nextUntilNow()).isEmpty();

        player.tell("pause", AmfValue.of(false), AmfValue.of(400));
        assertThat(player.client().nextCode()).isEqualTo("NetStream.Unpause.Notify");
        assertThat(player.nextUntilNow()).isEmpty();
        time.pass(200);
        hears(player, 1440, 1600);
    }

    @Test
    void seeksToPreviousKeyframe() {
        TestStream player = play(1000, new AmfNumber(0));
        player.next(PRELUDE);
        hears(player, 0, 1000);

        player.tell("seek", AmfValue.of(7500));
        assertThat(player.client().nextCode()).isEqualTo("NetStream.Seek.Notify");
        assertThat(player.client().nextCode()).isEqualTo("NetStream.Play.Start");
        assertThat(player.next(PRELUDE)).contains("video " + VIDEO_CONFIGURATION + " at 7000");
        hears(player, 7000, 8480);

        player.tell("seek", AmfValue.of(0));
        player.client().nextCode("NetStream.Play.Start");
        assertThat(player.next(PRELUDE)).contains("onMetaData at 0");
        hears(player, 0, 1000);
    }

    @Test
    void seekWhilePausedSendsOneFrame() {
        TestStream player = play(1000, new AmfNumber(0));
        player.next(PRELUDE);
        hears(player, 0, 1000);
        player.tell("pause", AmfValue.of(true), AmfValue.of(0));

        player.tell("seek", AmfValue.of(5000));
        player.client().nextCode("NetStream.Seek.Notify");
        assertThat(player.next(PRELUDE + 1)).last().isEqualTo(keyframeAt(5000));
        time.pass(60_000);
        assertThat(player.nextUntilNow()).isEmpty();

        player.tell("pause", AmfValue.of(false), AmfValue.of(5000));
        assertThat(player.next(2)).containsExactly(soundAt(5000), interFrameAt(5040));
    }

    @Test
    void refusesInvalidSeekAndContinuesPlaying() {
        TestStream player = play(1000, new AmfNumber(0));
        player.next(PRELUDE);
        hears(player, 0, 1000);
        for (AmfValue nonsense :
                List.of(
                        AmfValue.of(-1),
                        AmfValue.of(Double.NaN),
                        AmfValue.of(Double.POSITIVE_INFINITY),
                        AmfValue.of(1e12),
                        AmfValue.of(LAST + 1),
                        AmfValue.of("later"))) {
            player.tell("seek", nonsense);
            assertThat(player.client().nextCode()).isEqualTo("NetStream.Seek.InvalidTime");
        }

        time.pass(40);
        hears(player, 1040, 1040);
    }

    @Test
    void seeksBackAfterEnd() {
        TestStream player = play(100_000, new AmfNumber(9000));
        player.client().nextCode("NetStream.Play.Stop");

        player.tell("seek", AmfValue.of(8000));
        player.client().nextCode("NetStream.Seek.Notify");
        player.next(PRELUDE);
        hears(player, 8000, LAST);
        player.client().nextCode("NetStream.Play.Stop");
    }

    @Test
    void receivesWhatItWants() {
        TestStream player = play(1000, new AmfNumber(0));
        player.next(PRELUDE);
        hears(player, 0, 1000);

        player.tell("receiveVideo", AmfValue.of(false));
        assertThat(player.nextUntilNow()).isEmpty();
        time.pass(80);
        assertThat(player.next(2)).containsExactly(soundAt(1040), soundAt(1080));

        time.pass(1000);
        player.tell("receiveVideo", AmfValue.of(true));
        player.client().nextCode("NetStream.Play.Start");
        assertThat(player.next(PRELUDE + 1)).last().isEqualTo(keyframeAt(1000));

        assertThat(player.next()).isEqualTo(soundAt(1000));
        hears(player, 1040, 2080);
        player.tell("receiveAudio", AmfValue.of(false));
        assertThat(player.nextUntilNow()).isEmpty();
        time.pass(80);
        assertThat(player.next(2)).containsExactly(interFrameAt(2120), interFrameAt(2160));
    }
}
