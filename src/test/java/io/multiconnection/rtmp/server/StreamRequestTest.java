package io.multiconnection.rtmp.server;

import static io.multiconnection.rtmp.server.TestClient.amf;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Publish and play requests that are refused or answered late. */
class StreamRequestTest {

    private static final ServerNetStatus REFUSED =
            ServerNetStatus.error("NetStream.Publish.Denied", "No.");

    private final List<ServerPublishRequest> publishes = new ArrayList<>();
    private final List<ServerPlayRequest> plays = new ArrayList<>();
    private final OpenApplication application =
            new OpenApplication() {
                @Override
                public void publish(
                        ServerConnection connection,
                        ServerStream stream,
                        ServerPublishRequest request) {
                    publishes.add(request);
                }

                @Override
                public void play(
                        ServerConnection connection,
                        ServerStream stream,
                        ServerPlayRequest request) {
                    plays.add(request);
                }
            };
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
    void acceptsRequestAfterRefusal() {
        client.tell(1, "publish", amf("cam"));
        publishes.get(0).refuse(REFUSED);
        assertThat(client.heardCodes(1)).containsExactly("NetStream.Publish.Denied");

        client.tell(1, "play", amf("cam", -1));
        assertThat(plays.get(0).isLiveOnly()).isTrue();
        plays.get(0).refuse(REFUSED);
        assertThat(client.heardCodes(1)).containsExactly("NetStream.Publish.Denied");

        client.tell(1, "publish", amf("cam"));
        assertThat(publishes.get(1).accept(new Nothing())).isTrue();
        assertThat(client.heardCodes(1)).containsExactly("NetStream.Publish.Start");
    }

    @Test
    void publishesInLiveModeByDefault() {
        client.tell(1, "publish", amf("cam"));
        client.tell(1, "publish", amf("cam", "record"));
        client.tell(1, "publish", amf("cam", AmfNull.NULL));

        assertThat(publishes)
                .extracting(ServerPublishRequest::mode)
                .containsExactly("live", "record", "live");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    -1    | -1    | true  | false | 0    | -1
                    -1000 | -1000 | true  | false | 0    | -1
                    -2    | -1    | false | true  | 0    | -1
                    -2000 | 2500  | false | true  | 0    | 2500
                    NaN   | NaN   | false | true  | 0    | -1
                    0     | 0     | false | false | 0    | 0
                    5000  | 2500  | false | false | 5000 | 2500
                    1e99  | 1e99  | false | false | 2147483647 | 2147483647
                    """)
    void readsStartAndLengthOfPlay(
            double start,
            double length,
            boolean liveOnly,
            boolean liveFirst,
            int from,
            int millis) {
        client.tell(1, "play", amf("cam", new AmfNumber(start), new AmfNumber(length)));

        ServerPlayRequest request = plays.getFirst();
        assertThat(request.isLiveOnly()).isEqualTo(liveOnly);
        assertThat(request.isLiveFirst()).isEqualTo(liveFirst);
        assertThat(request.start()).isEqualTo(from);
        assertThat(request.length().orElse(-1)).isEqualTo(millis);
    }

    @Test
    void playsWholeStreamByDefault() {
        client.tell(1, "play", amf("cam"));

        assertThat(plays.getFirst().isLiveFirst()).isTrue();
        assertThat(plays.getFirst().length()).isEmpty();
    }

    @Test
    void ignoresAnswerAfterCloseStream() {
        client.tell(1, "publish", amf("cam"));
        client.tell(1, "closeStream");

        assertThat(publishes.get(0).accept(new Nothing())).isFalse();
        publishes.get(0).refuse(REFUSED);

        assertThat(client.heard()).isEmpty();
    }

    @Test
    void ignoresAnswerAfterDeleteStream() {
        client.tell(1, "publish", amf("cam"));
        client.tell(0, "deleteStream", amf(1));

        assertThat(publishes.get(0).accept(new Nothing())).isFalse();
        assertThat(client.heard()).isEmpty();
    }

    @Test
    void appliesAnswerOnlyToItsOwnRequest() {
        client.tell(1, "publish", amf("cam"));
        client.tell(1, "publish", amf("door"));

        assertThat(publishes.get(0).accept(new Nothing())).isFalse();
        assertThat(publishes.get(1).accept(new Nothing())).isTrue();
        publishes.get(1).refuse(REFUSED);
        assertThat(client.heardCodes(1)).containsExactly("NetStream.Publish.Start");
    }

    private static final class Nothing implements ServerPublication {
        @Override
        public void audio(int timestamp, Audio audio) {}

        @Override
        public void video(int timestamp, Video video) {}

        @Override
        public void data(int timestamp, Data data) {}

        @Override
        public void ended() {}
    }
}
