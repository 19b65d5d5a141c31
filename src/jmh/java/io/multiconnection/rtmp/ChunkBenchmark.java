package io.multiconnection.rtmp;

import io.multiconnection.benchmark.CountingChannel;
import io.multiconnection.benchmark.MediaClip;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Decoding of one read of 64 KB, and encoding of the same messages with one flush. Results are for
 * one message.
 */
@State(Scope.Thread)
public class ChunkBenchmark {

    @Param({"128", "4096", "16384"})
    int chunkSize;

    private CountingChannel encoder;
    private CountingChannel decoder;
    private List<RawMessage> messages;
    private ByteBuf read;
    private int time;

    @Setup
    public void open() {
        encoder = new CountingChannel(new ChunkEncoder(chunkSize));
        decoder = new CountingChannel(new ChunkDecoder(RtmpLimits.DEFAULT, RtmpMemory.unlimited()));
        messages = MediaClip.frames().stream().map(ChunkBenchmark::message).toList();
        EmbeddedChannel peer = new EmbeddedChannel(new ChunkEncoder(chunkSize));
        decoder.writeInbound(encoded(peer)); // announces the chunk size, begins chunk streams
        read = encoded(peer);
        long before = decoder.receivedMessages();
        decode();
        if (decoder.receivedMessages() - before != MediaClip.FRAMES) {
            throw new IllegalStateException(
                    decoder.receivedMessages() - before + " messages of " + MediaClip.FRAMES);
        }
    }

    private static RawMessage message(MediaClip.Frame frame) {
        int typeId =
                switch (frame.kind()) {
                    case AUDIO -> MessageType.AUDIO;
                    case VIDEO -> MessageType.VIDEO;
                };
        return new RawMessage(frame.timestamp(), typeId, 1, frame.directBody());
    }

    private ByteBuf encoded(EmbeddedChannel peer) {
        write(peer);
        ByteBuf all = PooledByteBufAllocator.DEFAULT.directBuffer(64 << 10);
        for (ByteBuf part = peer.readOutbound(); part != null; part = peer.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        return all;
    }

    private void write(EmbeddedChannel channel) {
        for (RawMessage message : messages) {
            channel.write(
                    new RawMessage(
                            time + message.timestamp(),
                            message.typeId(),
                            message.messageStreamId(),
                            message.body().retainedDuplicate()));
        }
        channel.flush();
        time += MediaClip.MILLIS;
    }

    @TearDown
    public void close() {
        encoder.finishAndReleaseAll();
        decoder.finishAndReleaseAll();
        messages.forEach(RawMessage::release);
        read.release();
    }

    @Benchmark
    @OperationsPerInvocation(MediaClip.FRAMES)
    public long decode() {
        decoder.writeInbound(read.retainedDuplicate());
        return decoder.receivedMessages();
    }

    @Benchmark
    @OperationsPerInvocation(MediaClip.FRAMES)
    public long encode() {
        write(encoder);
        return encoder.sentBytes();
    }
}
