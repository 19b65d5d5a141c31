package io.multiconnection.origin;

import static io.multiconnection.Hex.hex;

import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.LoopbackClient;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.UserControl.SetBufferLength;
import java.util.ArrayList;
import java.util.List;

/** Stream of a test client, with short bodies that cannot be decoded. */
public final class TestStream implements AutoCloseable {

    public static final String VIDEO_CONFIGURATION = "1700000000aa";
    public static final String AUDIO_CONFIGURATION = "af00bb";
    static final AmfValue METADATA = new AmfEcmaArray().with("width", new AmfNumber(320));

    private final LoopbackClient client;
    private final int id;

    private TestStream(LoopbackClient client) {
        this.client = client;
        this.id = client.createStream();
    }

    static TestStream open(Origin origin) {
        return open(origin, "live");
    }

    private static TestStream open(Origin origin, String app) {
        return open(origin.port(), app);
    }

    static TestStream open(int port, String app) {
        return new TestStream(LoopbackClient.connect(port, app));
    }

    /** Publishes in a recording mode and waits for the start of the recording. */
    static TestStream record(int port, String app, String name, String mode) {
        TestStream stream = open(port, app);
        stream.tell("publish", new AmfString(name), new AmfString(mode));
        stream.client.nextCode("NetStream.Record.Start");
        return stream;
    }

    /** Ends a recording, and waits until it is on the disk. */
    void stopRecording() {
        tell("closeStream");
        client.nextCode("NetStream.Record.Stop");
    }

    /** Publishes and waits for the response. */
    public static TestStream publish(Origin origin, String name) {
        return publish(origin, "live", name);
    }

    /** Publishes and waits for the response. */
    static TestStream publish(Origin origin, String app, String name) {
        TestStream stream = open(origin, app);
        stream.tell("publish", new AmfString(name), new AmfString("live"));
        stream.client.nextCode();
        return stream;
    }

    /** Plays and waits for the acceptance. */
    static TestStream play(Origin origin, String name) {
        TestStream stream = open(origin);
        stream.tell("play", new AmfString(name));
        stream.client.nextCode();
        stream.client.nextCode();
        return stream;
    }

    LoopbackClient client() {
        return client;
    }

    void tell(String command, AmfValue... arguments) {
        client.tell(id, command, arguments);
    }

    /** Sends metadata and codec configurations. */
    public void prelude() {
        data("@setDataFrame", new AmfString("onMetaData"), METADATA);
        video(0, VIDEO_CONFIGURATION);
        audio(0, AUDIO_CONFIGURATION);
    }

    public void keyframe(int timestamp) {
        video(timestamp, "1701000000" + number(timestamp));
    }

    public void interFrame(int timestamp) {
        video(timestamp, "2701000000" + number(timestamp));
    }

    public void sound(int timestamp) {
        audio(timestamp, "af01" + number(timestamp));
    }

    public void video(int timestamp, String body) {
        send(timestamp, new Video(hex(body)));
    }

    public void audio(int timestamp, String body) {
        send(timestamp, new Audio(hex(body)));
    }

    public void data(String name, AmfValue... values) {
        List<AmfValue> all = new ArrayList<>(List.of(values));
        all.addFirst(new AmfString(name));
        send(0, new Data(all, AmfEncoding.AMF0));
    }

    void send(int timestamp, MessagePayload payload) {
        client.send(new RtmpMessage(timestamp, id, payload));
    }

    /** Returns the next media as text such as {@code video 1700000000aa at 40}. */
    String next() {
        return words(client.nextMedia());
    }

    private static String words(RtmpMessage message) {
        String what =
                switch (message.payload()) {
                    case Audio(var body) -> "audio " + hex(body);
                    case Video(var body) -> "video " + hex(body);
                    case Data data -> data.name();
                    default -> throw new AssertionError(message);
                };
        return what + " at " + message.timestamp();
    }

    /** Checks the next media. */
    List<String> next(int count) {
        List<String> all = new ArrayList<>();
        while (all.size() < count) {
            all.add(next());
        }
        return all;
    }

    /** Returns the media received so far. */
    List<String> nextUntilNow() {
        int question = client.ask("echo");
        List<String> all = new ArrayList<>();
        while (true) {
            RtmpMessage message = client.next();
            switch (message.payload()) {
                case Command answer when answer.transactionId() == question -> {
                    return all;
                }
                case Audio _, Video _ -> all.add(words(message));
                case Data data when !data.name().equals("|RtmpSampleAccess") ->
                        all.add(words(message));
                default -> {}
            }
        }
    }

    void bufferLength(int milliseconds) {
        client.send(RtmpMessage.of(new SetBufferLength(id, milliseconds)));
    }

    int id() {
        return id;
    }

    public static String keyframeAt(int timestamp) {
        return "video 1701000000%s at %d".formatted(number(timestamp), timestamp);
    }

    public static String interFrameAt(int timestamp) {
        return "video 2701000000%s at %d".formatted(number(timestamp), timestamp);
    }

    public static String soundAt(int timestamp) {
        return "audio af01%s at %d".formatted(number(timestamp), timestamp);
    }

    private static String number(int timestamp) {
        return "%08x".formatted(timestamp);
    }

    @Override
    public void close() {
        client.close();
    }
}
