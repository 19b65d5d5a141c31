package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.Hex;
import io.multiconnection.media.Bodies;
import io.multiconnection.media.RandomStream;
import io.multiconnection.media.SetupFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that servers get of a published stream: from its beginning, and when they join. */
@Timeout(60)
class PublishedFramesTest {

    private static final int AUDIO = 8;
    private static final int VIDEO = 9;
    private static final String METADATA = "@setDataFrame onMetaData at 0";

    private final CapturingServer first = new CapturingServer(true);
    private final CapturingServer late = new CapturingServer(true);
    private final CapturingServer slow = new CapturingServer(false);
    private final TestSession session = new TestSession();
    private int lastId = 10;

    @AfterEach
    void close() {
        session.close();
        first.close();
        late.close();
        slow.close();
    }

    @Test
    void sendsMetadataAtTimeZeroFirstAndOnJoinAndLater() {
        publish(first);
        metadata();
        assertThat(first.next()).isEqualTo(METADATA);
        video(5000, Bodies.videoConfig(0, 1));
        video(5000, Bodies.keyframe(0, 1));
        metadata();
        assertThat(first.until(METADATA::equals)).hasSize(3);

        join(late);
        assertThat(late.next()).isEqualTo(METADATA);
        video(5040, Bodies.keyframe(0, 2));
        assertThat(late.next()).isEqualTo("video " + Bodies.videoConfig(0, 1) + " at 5040");
        assertThat(late.next()).isEqualTo("video " + Bodies.keyframe(0, 2) + " at 5040");
        // its time is not a lag of five seconds
        video(5080, Bodies.picture(0, 3));
        assertThat(late.next()).isEqualTo("video " + Bodies.picture(0, 3) + " at 5080");
    }

    @Test
    void keepsMetadataByNameUntilItIsCleared() {
        publish(first);
        send("onMetaData", "1");
        send("@setDataFrame", "'onOther',1");
        send("@setDataFrame", "'onMetaData',2");
        send("@setDataFrame", "'onGone',1");
        send("@clearDataFrame", "'onGone'");
        send("onCuePoint", "1");
        assertThat(first.until("onCuePoint at 0"::equals)).hasSize(6);

        join(late);
        assertThat(late.next()).isEqualTo("@setDataFrame onOther at 0");
        assertThat(late.next()).isEqualTo(METADATA);
        send("onCuePoint", "2");
        assertThat(late.next()).isEqualTo("onCuePoint at 0");
    }

    @Test
    void sendsDataBeforeFirstMediaAndWithoutAny() {
        publish(first);
        send("chat", "'hello'");
        assertThat(first.next()).isEqualTo("chat hello at 0");
        join(late);
        send("chat", "'again'");
        assertThat(first.next()).isEqualTo("chat again at 0");
        assertThat(late.next()).isEqualTo("chat again at 0");
    }

    @Test
    void sendsDataWhileVideoWaitsForKeyframe() {
        publish(first);
        video(0, Bodies.videoConfig(0, 1));
        video(40, Bodies.picture(0, 1));
        send("chat", "'hello'");
        assertThat(first.next()).isEqualTo("chat hello at 40");
        video(80, Bodies.keyframe(0, 1));
        assertThat(first.next()).isEqualTo("video " + Bodies.videoConfig(0, 1) + " at 80");
    }

    @Test
    void sendsDataAndMediaFromLastKeyframeThatCameBeforeStart() {
        publish(slow);
        slow.awaitPublish();
        metadata();
        send("chat", "'early'");
        video(0, Bodies.videoConfig(0, 1));
        video(0, Bodies.keyframe(0, 1));
        video(40, Bodies.picture(0, 2));
        audio(40, Bodies.audioConfig(0, 1));
        video(80, Bodies.keyframe(0, 3));
        audio(90, Bodies.sound(0, 4));
        video(120, Bodies.picture(0, 5));
        sync();
        slow.start();
        session.answer(3);
        video(160, Bodies.picture(0, 6));

        assertThat(slow.until(("video " + Bodies.picture(0, 6) + " at 160")::equals))
                .containsExactly(
                        METADATA,
                        "chat early at 0",
                        "video " + Bodies.videoConfig(0, 1) + " at 80",
                        "audio " + Bodies.audioConfig(0, 1) + " at 80",
                        "video " + Bodies.keyframe(0, 3) + " at 80",
                        "audio " + Bodies.sound(0, 4) + " at 90",
                        "video " + Bodies.picture(0, 5) + " at 120",
                        "video " + Bodies.picture(0, 6) + " at 160");
    }

    @Test
    void sendsSoundThatCameBeforeStart() {
        publish(slow);
        slow.awaitPublish();
        audio(1000, Bodies.audioConfig(0, 1));
        audio(1000, Bodies.sound(0, 1));
        audio(1020, Bodies.sound(0, 2));
        sync();
        slow.start();
        assertThat(slow.until(it -> it.endsWith("at 1020")))
                .containsExactly(
                        "audio " + Bodies.audioConfig(0, 1) + " at 1000",
                        "audio " + Bodies.sound(0, 1) + " at 1000",
                        "audio " + Bodies.sound(0, 2) + " at 1020");
    }

    @Test
    void asksForKeyframeAtStartWhereTheLastOneIsTooOld() {
        publish(slow);
        slow.awaitPublish();
        video(0, Bodies.videoConfig(0, 1));
        video(0, Bodies.keyframe(0, 1));
        video(SessionLimits.DEFAULT.buffers().queue().millis(), Bodies.picture(0, 2));
        sync();
        slow.start();
        assertThat(session.await("keyframe").path("stream").intValue()).isEqualTo(1);
        video(9000, Bodies.keyframe(0, 3));
        assertThat(slow.next()).isEqualTo("video " + Bodies.videoConfig(0, 1) + " at 9000");
        assertThat(slow.next()).isEqualTo("video " + Bodies.keyframe(0, 3) + " at 9000");
    }

    @Test
    void forgetsEarlyMediaWhenStreamIsClosed() {
        publish("'require':'any','timeout':20000,", first, slow);
        slow.awaitPublish();
        video(0, Bodies.videoConfig(0, 1));
        video(0, Bodies.keyframe(0, 1));
        first.until(it -> it.startsWith("video " + Bodies.keyframe(0, 1)));
        session.send("{'id':90,'type':'closeStream','stream':1}").answer(90);
        // the session gives back all memory: see TestSession.close
    }

    @Test
    void colourInformationAndChannelsComeBeforeFirstKeyframeWhateverTheirOrder() {
        publish(first);
        audio(0, Bodies.channels(0, 1));
        video(0, Bodies.colorInfo(0, 1));
        video(0, Bodies.videoConfig(0, 1));
        audio(0, Bodies.audioConfig(0, 1));
        video(0, Bodies.keyframe(0, 1));
        List<String> expected =
                List.of(
                        "video " + Bodies.videoConfig(0, 1),
                        "video " + Bodies.colorInfo(0, 1),
                        "audio " + Bodies.audioConfig(0, 1),
                        "audio " + Bodies.channels(0, 1));
        for (String frame : expected) {
            assertThat(first.next()).isEqualTo(frame + " at 0");
        }
        join(late);
        video(80, Bodies.keyframe(0, 2));
        for (String frame : expected) {
            assertThat(late.next()).isEqualTo(frame + " at 80");
        }
        assertThat(late.next()).isEqualTo("video " + Bodies.keyframe(0, 2) + " at 80");
    }

    @RepeatedTest(20)
    void lateServerHasLastFrameOfEachSlotBeforeFirstKeyframe(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        RandomStream stream = new RandomStream(random.nextLong());
        publish(first);
        send(stream.sent().getFirst());
        for (int i = random.nextInt(40); i > 0; i--) {
            send(stream.next());
        }
        join(late);
        int joined = stream.sent().size();
        RandomStream.Tag tag;
        do {
            tag = stream.next();
            send(tag);
        } while (!tag.isKeyframe());
        List<String> bodies = new ArrayList<>();
        late.until(
                message -> {
                    bodies.add(RandomStream.body(message));
                    return stream.isKeyframe(bodies.getLast());
                });
        stream.check(joined, bodies);
    }

    @Test
    void warnsOnceOfMoreTracksThanItsLimit() {
        publish(first);
        for (int track = 0; track <= SetupFrames.MAX_FRAMES + 1; track++) {
            video(0, Bodies.videoConfig(track, 1));
        }
        JsonNode warning = session.status("NetStream.Publish.SetupLimit");
        assertThat(warning.path("info").path("level").textValue()).isEqualTo("warning");
        assertThat(warning.path("info").path("description").textValue())
                .isEqualTo(
                        "Servers that join later do not get it: setup frame VIDEO_CONFIG of 8 bytes"
                                + " beside 32 of 254 bytes, expected up to 32 of 1048576 bytes"
                                + " together.");
        session.send("{'id':91,'type':'createStream'}");
        session.await(
                message -> {
                    assertThat(message.path("info").path("code").asText())
                            .isNotEqualTo("NetStream.Publish.SetupLimit");
                    return message.path("id").asInt() == 91;
                });
    }

    private void publish(CapturingServer server) {
        publish("", server);
        if (server != slow) {
            session.answer(3);
        }
    }

    private void publish(String options, CapturingServer... servers) {
        List<String> urls = new ArrayList<>();
        for (CapturingServer server : servers) {
            urls.add("'" + server.url() + "'");
        }
        session.send(
                "{'id':1,'type':'connect',%s'servers':[%s]}"
                        .formatted(options, String.join(",", urls)));
        session.send("{'id':2,'type':'createStream'}").answer(2);
        session.send("{'id':3,'type':'publish','stream':1,'name':'show','timeout':20000}");
    }

    /** Adds a server, which publishes from here on. */
    private void join(CapturingServer server) {
        session.send("{'id':4,'type':'addServer','server':'%s'}".formatted(server.url()));
        session.await(
                message ->
                        message.path("server").asInt(-1) == 1
                                && message.path("info")
                                        .path("code")
                                        .asText()
                                        .equals("NetStream.Publish.Start"));
    }

    /** Everything that was sent to the session before has been handled. */
    private void sync() {
        int id = ++lastId;
        session.send("{'id':%d,'type':'closeStream','stream':9}".formatted(id)).answer(id);
    }

    private void metadata() {
        send("@setDataFrame", "'onMetaData',{'width':320}");
    }

    private void send(String handler, String args) {
        int id = ++lastId;
        session.send(
                        "{'id':%d,'type':'send','stream':1,'handler':'%s','args':[%s]}"
                                .formatted(id, handler, args))
                .answer(id);
    }

    private void send(RandomStream.Tag tag) {
        frame(tag.isVideo() ? VIDEO : AUDIO, 0, tag.body());
    }

    private void audio(int timestamp, String body) {
        frame(AUDIO, timestamp, body);
    }

    private void video(int timestamp, String body) {
        frame(VIDEO, timestamp, body);
    }

    private void frame(int type, int timestamp, String body) {
        ByteBuf frame = Unpooled.buffer();
        frame.writeByte(type).writeByte(1).writeShort(0).writeInt(timestamp);
        frame.writeBytes(Hex.bytes(body));
        session.media(frame);
    }
}
