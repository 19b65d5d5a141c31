package io.multiconnection.peers;

import java.util.List;
import java.util.Map;

/** Redis on a free port of 127.0.0.1, without persistence: empty after {@link #restart}. */
public final class Redis implements AutoCloseable {

    private final TempFolder folder = new TempFolder("redis");
    private final int port = Ports.free();
    private Program program;

    private Redis() {
        program = launch();
    }

    public static Redis start() {
        return new Redis();
    }

    private Program launch() {
        List<String> command =
                List.of(
                        "redis-server",
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--save",
                        "");
        return Program.start(folder.path(), Map.of(), command).awaitListening(port);
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Suspends it: connections stay open without responses. */
    public void stall() {
        program.stall();
    }

    /** Ends {@link #stall}. */
    public void resume() {
        program.resume();
    }

    /** Kills it. */
    public void kill() {
        program.close();
    }

    /** Kills it if it runs, and starts it on the same port. */
    public void restart() {
        kill();
        program = launch();
    }

    @Override
    public void close() {
        kill();
        folder.close();
    }
}
