package io.multiconnection.peers;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A real RTMP server on a free port of 127.0.0.1, with what tests do to servers. */
public abstract sealed class RtmpServer implements AutoCloseable
        permits FfmpegServer, NginxRtmp, NodeMediaServer, Red5 {

    private final TempFolder folder;
    private final int port = Ports.free();
    private @Nullable Program program;

    RtmpServer(String name) {
        folder = new TempFolder(name);
    }

    /** Runs the server in {@link #folder} on {@link #port}; returns when it listens. */
    abstract Program launch();

    /** Where it runs; what it writes there outlives {@link #restart}. */
    Path folder() {
        return folder.path();
    }

    public int port() {
        return port;
    }

    /** The URL of an application, or of a room or instance ("lab/lobby"). */
    public String url(String application) {
        return "rtmp://127.0.0.1:" + port + "/" + application;
    }

    /** The URL of a stream. */
    public String url(String application, String stream) {
        return url(application) + "/" + stream;
    }

    /**
     * Stops it in mid-air: the system still takes connections, and bytes until its buffers are
     * full; nobody answers.
     */
    public void stall() {
        program.stall();
    }

    /** Ends {@link #stall}. */
    public void resume() {
        program.resume();
    }

    /** Its process: for who ends it at a moment that only they know. */
    public long pid() {
        return program.pid();
    }

    /** Ends it as a crash would. */
    public void kill() {
        if (program != null) {
            program.close();
        }
    }

    /** Kills it if it runs, and starts it on the same port. */
    public void restart() {
        kill();
        program = launch();
    }

    /** Waits until it has ended by itself, at most {@code limit}. */
    void awaitEnd(Duration limit) {
        program.awaitEnd(limit);
    }

    @Override
    public void close() {
        kill();
        folder.close();
    }
}
