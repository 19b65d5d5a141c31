package io.multiconnection.peers;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Real RTMP server on a free port of 127.0.0.1, which tests can suspend, kill and restart. */
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

    /** Returns its working folder, which {@link #restart} keeps. */
    Path folder() {
        return folder.path();
    }

    public int port() {
        return port;
    }

    /** Returns the URL of an application, room or instance ("lab/lobby"). */
    public String url(String application) {
        return "rtmp://127.0.0.1:" + port + "/" + application;
    }

    /** Returns the URL of a stream. */
    public String url(String application, String stream) {
        return url(application) + "/" + stream;
    }

    /**
     * Suspends it: the system still accepts connections, and bytes until its buffers are full,
     * without responses.
     */
    public void stall() {
        program.stall();
    }

    /** Ends {@link #stall}. */
    public void resume() {
        program.resume();
    }

    /** Returns its process. */
    public long pid() {
        return program.pid();
    }

    /** Kills it. */
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

    /** Waits up to {@code limit} until it has ended by itself. */
    void awaitEnd(Duration limit) {
        program.awaitEnd(limit);
    }

    @Override
    public void close() {
        kill();
        folder.close();
    }
}
