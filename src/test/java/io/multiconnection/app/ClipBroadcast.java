package io.multiconnection.app;

import io.multiconnection.peers.FlvTag;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Publisher of the test clip in a loop, in real time and with continuous timestamps. Begins when
 * created and ends when closed.
 */
final class ClipBroadcast implements AutoCloseable {

    static final int CLIP_MILLIS = 10_000;

    private final AtomicReference<TestClient> client;
    private final int stream;
    private final byte[] padding;
    private final List<FlvTag> media =
            FlvTag.ofClip().stream().filter(tag -> tag.type() == 8 || tag.type() == 9).toList();
    private final ScheduledExecutorService metronome = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong sent = new AtomicLong();
    private final long beganAtNanos = System.nanoTime();
    private int next;
    private int round;

    /** Sends metadata, then begins. */
    ClipBroadcast(TestClient client, int stream) {
        this(client, stream, 0);
    }

    /**
     * Enlarges each video frame by {@code padding} bytes, which decoders ignore; 0, or more than 5.
     */
    ClipBroadcast(TestClient client, int stream, int padding) {
        this.client = new AtomicReference<>(client);
        this.stream = stream;
        this.padding = fillerData(padding);
        client.send(
                """
                {'id':1000,'type':'send','stream':%d,'handler':'@setDataFrame','args':['onMetaData',
                {'width':320,'height':240,'framerate':25,'videocodecid':7,'audiocodecid':10}]}
                """
                        .formatted(stream)
                        .replace('\n', ' '));
        metronome.scheduleAtFixedRate(this::tick, 0, 10, TimeUnit.MILLISECONDS);
    }

    /** Returns the media bytes sent so far, including headers of frames. */
    long bytes() {
        return sent.get();
    }

    /** Returns the bytes of media in a second of the clip, without headers. */
    long bytesPerSecond() {
        long bytes = media.stream().mapToLong(tag -> tag.body().readableBytes()).sum();
        return bytes * 1000 / CLIP_MILLIS;
    }

    /** Continues over another client. Frames without a WebSocket are lost. */
    void goOn(TestClient next) {
        client.set(next);
    }

    private void tick() {
        long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganAtNanos);
        while (timestamp() <= now) {
            FlvTag tag = media.get(next);
            byte[] body = body(tag);
            send(tag.type(), body);
            next++;
            if (next == media.size()) {
                next = 0;
                round++;
            }
        }
    }

    private void send(int type, byte[] body) {
        try {
            client.get().send(type, stream, timestamp(), body);
            sent.addAndGet(8L + body.length);
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof IOException)) {
                throw e;
            } // otherwise its WebSocket is lost
        }
    }

    private byte[] body(FlvTag tag) {
        byte[] body = ByteBufUtil.getBytes(tag.body());
        boolean isPicture = tag.type() == 9 && body[1] == 1;
        return isPicture
                ? ByteBuffer.allocate(body.length + padding.length).put(body).put(padding).array()
                : body;
    }

    /** Returns an H.264 filler data NAL unit (7.3.2.7) with its length prefix. */
    private static byte[] fillerData(int size) {
        if (size == 0) {
            return new byte[0];
        }
        byte[] unit = new byte[size];
        Arrays.fill(unit, (byte) 0xFF);
        ByteBuffer.wrap(unit).putInt(size - 4).put((byte) 12).put(size - 1, (byte) 0x80);
        return unit;
    }

    private int timestamp() {
        return round * CLIP_MILLIS + media.get(next).timestamp();
    }

    @Override
    public void close() {
        metronome.shutdownNow();
        metronome.close();
    }
}
