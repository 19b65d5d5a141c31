package io.multiconnection.rtmp.server;

import static io.multiconnection.Hex.hex;
import static io.multiconnection.rtmp.server.TestClient.amf;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Aggregate;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Unknown;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.UserControl.SetBufferLength;
import io.multiconnection.rtmp.UserControl.StreamBegin;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerStreamTest {

    private final OpenApplication application = new OpenApplication();
    private final TestClient client = new TestClient(ServerLimits.DEFAULT, application);

    @BeforeEach
    void openStream() {
        client.openStream();
    }

    @AfterEach
    void leavesNothingBehind() {
        client.heard();
        assertThat(client.channel().finish()).isFalse();
    }

    @Test
    void publishes() {
        client.tell(1, "publish", amf("cam?key=1", "live"));

        assertThat(client.heard())
                .containsExactly(
                        RtmpMessage.of(new StreamBegin(1)),
                        status("NetStream.Publish.Start", "cam?key=1 is now published."));
    }

    @Test
    void forwardsPublishedMediaToApplication() {
        client.tell(1, "publish", amf("cam", "live"));
        client.say(1, new Audio(hex("af01")));
        client.say(1, new Video(hex("1701")));
        client.say(1, new Data(List.of(amf("onTextData")), AmfEncoding.AMF0));
        client.say(1, new Unknown(99, hex("00")));

        assertThat(application.events)
                .containsExactly("audio at 0", "video at 0", "onTextData at 0");
    }

    @Test
    void splitsAggregates() {
        client.tell(1, "publish", amf("cam", "live"));

        client.say(
                1,
                new Aggregate(
                        hex(
                                """
                                08 000001 000064 00 000000 af 0000000c
                                09 000001 000069 00 000000 17 0000000c
                                """)));

        assertThat(application.events).containsExactly("audio at 0", "video at 5");
    }

    @Test
    void ignoresMediaOfStreamThatDoesNotPublish() {
        client.say(1, new Audio(hex("af01")));
        client.say(9, new Audio(hex("af01")));

        assertThat(application.events).isEmpty();
        assertThat(client.channel().isOpen()).isTrue();
    }

    @Test
    void publishesAgainAfterCloseStream() {
        client.tell(1, "publish", amf("cam", "live"));
        client.heard();

        client.tell(1, "closeStream");
        assertThat(client.heardCodes(1)).containsExactly("NetStream.Unpublish.Success");
        client.say(1, new Audio(hex("af01")));
        assertThat(application.events).containsExactly("unpublished cam");

        client.tell(1, "publish", amf("door", "live"));
        assertThat(client.heardCodes(1)).containsExactly("NetStream.Publish.Start");
    }

    @Test
    void endsPublishingOnPublishFalse() {
        client.tell(1, "publish", amf("cam", "live"));
        client.heard();

        client.tell(1, "publish", amf(false));

        assertThat(client.heardCodes(1)).containsExactly("NetStream.Unpublish.Success");
        assertThat(application.events).containsExactly("unpublished cam");
    }

    @Test
    void endsPublishingOnSecondPublish() {
        client.tell(1, "publish", amf("cam", "live"));
        client.heard();

        client.tell(1, "publish", amf("door", "live"));

        assertThat(client.heardCodes(1))
                .containsExactly("NetStream.Unpublish.Success", "NetStream.Publish.Start");
        assertThat(application.events).containsExactly("unpublished cam");
    }

    @Test
    void endsPublishingOnDeleteStreamWithoutStatus() {
        client.tell(1, "publish", amf("cam", "live"));
        client.heard();

        client.tell(0, "deleteStream", amf(1));

        assertThat(client.heard()).isEmpty();
        assertThat(application.events).containsExactly("unpublished cam");
        client.say(1, new Audio(hex("af01")));
        client.tell(0, "deleteStream", amf(1));
        assertThat(client.channel().isOpen()).isTrue();
    }

    @Test
    void endsStreamsOnConnectionLoss() {
        client.call("createStream");
        client.tell(1, "publish", amf("cam", "live"));
        client.tell(2, "play", amf("door"));

        var _ = client.channel().close();

        assertThat(application.events)
                .containsExactly("unpublished cam", "stopped door", "disconnected");
    }

    @Test
    void plays() {
        client.tell(1, "play", amf("cam"));

        assertThat(client.heard())
                .containsExactly(
                        RtmpMessage.of(new StreamBegin(1)),
                        status("NetStream.Play.Reset", "Playing and resetting cam."),
                        status("NetStream.Play.Start", "Started playing cam."),
                        new RtmpMessage(
                                0,
                                1,
                                new Data(
                                        List.of(amf("|RtmpSampleAccess", true, true)),
                                        AmfEncoding.AMF0)));
    }

    @Test
    void playsWithoutResetIfRequested() {
        client.tell(1, "play", amf("cam", -1, -1, false));

        assertThat(client.heardCodes(1)).containsExactly("NetStream.Play.Start");
    }

    @Test
    void endsPlayingOnSecondPlay() {
        client.tell(1, "play", amf("cam"));
        client.heard();

        client.tell(1, "play", amf("door"));

        assertThat(client.heardCodes(1))
                .containsExactly(
                        "NetStream.Play.Stop", "NetStream.Play.Reset", "NetStream.Play.Start");
        assertThat(application.events).containsExactly("stopped cam");
    }

    @Test
    void pausesAndResumes() {
        client.tell(1, "play", amf("cam"));
        client.heard();

        client.tell(1, "pause", amf(true, 1000));
        assertThat(client.heardCodes(1)).containsExactly("NetStream.Pause.Notify");
        client.tell(1, "pauseRaw", amf(false, 1000));
        assertThat(client.heardCodes(1)).containsExactly("NetStream.Unpause.Notify");
        assertThat(application.events).containsExactly("pause true", "pause false");
    }

    @Test
    void seeks() {
        client.tell(1, "play", amf("cam"));
        client.tell(1, "seek", amf(5000));
        client.tell(1, "seek", amf("later"));

        assertThat(application.events).containsExactly("seek 5000.0", "seek NaN");
    }

    @Test
    void rejectsSeekOfStreamThatDoesNotPlay() {
        client.tell(1, "seek", amf(5000));

        assertThat(client.heardCodes(1)).containsExactly("NetStream.Seek.Failed");
    }

    @Test
    void reportsBufferLengthOfClient() {
        client.say(0, new SetBufferLength(1, 3000));
        client.tell(1, "play", amf("cam"));
        client.say(0, new SetBufferLength(1, 500));
        client.say(0, new SetBufferLength(9, 1));

        assertThat(application.events).containsExactly("buffer 500");
    }

    @Test
    void sendsNoStatusOfDeletedStream() {
        client.tell(1, "publish", amf("cam"));
        ServerStream stream = application.lastStream;
        client.tell(0, "deleteStream", amf(1));
        client.heard();

        stream.tell(ServerNetStatus.status("NetStream.Record.Stop", "cam is recorded."));

        assertThat(client.heard()).isEmpty();
    }

    @Test
    void answersReceiveAudioAndVideoOnlyWhenEnabled() {
        client.tell(1, "play", amf("cam"));
        client.heard();

        client.tell(1, "receiveAudio", amf(false));
        client.tell(1, "receiveVideo", amf(false));
        assertThat(client.heard()).isEmpty();
        client.tell(1, "receiveAudio", amf(true));
        client.tell(1, "receiveVideo", amf(true));

        assertThat(client.heardCodes(1))
                .containsExactly(
                        "NetStream.Seek.Notify",
                        "NetStream.Play.Start",
                        "NetStream.Seek.Notify",
                        "NetStream.Play.Start");
        assertThat(application.events)
                .containsExactly("audio false", "video false", "audio true", "video true");
    }

    @Test
    void publishesOnSeveralStreams() {
        client.call("createStream");
        client.tell(1, "publish", amf("cam", "live"));
        client.tell(2, "publish", amf("door", "live"));

        client.say(2, new Audio(hex("af01")));
        client.tell(1, "closeStream");
        client.say(2, new Video(hex("1701")));

        assertThat(application.events)
                .containsExactly("audio at 0", "unpublished cam", "video at 0");
    }

    @Test
    void treatsUnknownStreamCommandAsCall() {
        client.command(1, "add", 5, amf(1, 2));

        assertThat(application.lastCall.method()).isEqualTo("add");
    }

    private static RtmpMessage status(String code, String description) {
        return new RtmpMessage(
                0,
                1,
                new Command(
                        "onStatus",
                        0,
                        AmfNull.NULL,
                        List.of(ServerNetStatus.status(code, description).info()),
                        AmfEncoding.AMF0));
    }
}
