package io.multiconnection.benchmark;

import io.multiconnection.rtmp.ChunkEncoder;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.SharedMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Writing of one video frame to several connections, each of which is flushed. */
@State(Scope.Thread)
public class SharedMediaBenchmark {

    private static final int FRAME_MILLIS = 40;

    @Param({"1", "2", "8", "32"})
    int targets;

    private CountingChannel[] channels;
    private ByteBuf body;
    private int timestamp;

    @Setup
    public void open() {
        channels =
                Stream.generate(
                                () ->
                                        new CountingChannel(
                                                new ChunkEncoder(ChunkEncoder.DEFAULT_CHUNK_SIZE)))
                        .limit(targets)
                        .toArray(CountingChannel[]::new);
        body = MediaClip.interFrame(0).directBody();
    }

    @TearDown
    public void close() {
        long sent = channels[0].sentBytes();
        for (CountingChannel channel : channels) {
            if (channel.sentBytes() != sent) {
                throw new IllegalStateException(channel.sentBytes() + " bytes, expected " + sent);
            }
            channel.finishAndReleaseAll();
        }
        body.release();
    }

    @Benchmark
    public int write() {
        timestamp += FRAME_MILLIS;
        SharedMedia media =
                SharedMedia.of(
                        timestamp,
                        new Video(body.retainedDuplicate()),
                        PooledByteBufAllocator.DEFAULT);
        for (EmbeddedChannel channel : channels) {
            channel.write(media.retain().on(1));
            channel.flush();
        }
        media.release();
        return timestamp;
    }
}
