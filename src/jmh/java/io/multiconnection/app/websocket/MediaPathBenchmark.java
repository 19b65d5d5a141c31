package io.multiconnection.app.websocket;

import io.multiconnection.benchmark.MediaClip;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Media from the bytes of a client's WebSocket to the bytes of its servers' sockets, without system
 * calls. Results are for one frame to all targets.
 */
@State(Scope.Thread)
public class MediaPathBenchmark {

    /** Bytes of a clip's FLV tag bodies. */
    private static final long CLIP_BYTES =
            MediaClip.frames().stream().mapToLong(frame -> frame.body().readableBytes()).sum();

    @Param({"1", "8", "24"})
    int framesPerRead;

    @Param({"2", "8"})
    int targets;

    private final MediaPath path = new MediaPath();
    private MediaReads client;
    private long readMillis;
    private long clips;

    @Setup
    public void publish() {
        client = new MediaReads(framesPerRead);
        readMillis = MediaClip.MILLIS / client.perClip();
        path.publish(targets, client);
    }

    @TearDown
    public void checkAndClose() {
        for (long received : path.receivedBytes()) {
            if (received < clips * CLIP_BYTES) {
                throw new IllegalStateException(
                        "a server received %d bytes of %d".formatted(received, clips * CLIP_BYTES));
            }
        }
        path.close();
    }

    @Benchmark
    @OperationsPerInvocation(MediaClip.FRAMES)
    public long clip() {
        for (int i = 0; i < client.perClip(); i++) {
            path.pass(readMillis);
            path.read(client.next());
        }
        return ++clips;
    }
}
