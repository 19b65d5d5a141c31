package io.multiconnection.app;

import static io.multiconnection.app.RawWebSocket.BINARY;
import static io.multiconnection.app.RawWebSocket.CLOSE;
import static io.multiconnection.app.RawWebSocket.PING;
import static io.multiconnection.app.RawWebSocket.TEXT;
import static io.multiconnection.app.RawWebSocket.frame;

import io.multiconnection.origin.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that violate the protocol, from several addresses and in an order that depends only on
 * the seeds. Up to {@link #SOCKETS} sockets are open at the same time; the oldest is closed first.
 */
final class HostileClients implements AutoCloseable {

    /** Number of lanes, each with its own thread and address. */
    private static final int LANES = 4;

    private static final int SOCKETS = 200;
    private static final long INTERVAL_MILLIS = 40;
    private static final int MIB = 1 << 20;

    /** Behaviour of a client after its WebSocket was opened. */
    private enum Act {
        VANISHES,
        LEAVES,
        SENDS_HALF_A_FRAME,
        NEVER_FINISHES_FRAGMENTS,
        SENDS_GARBAGE,
        FLOODS_WITH_PINGS,
        SENDS_TEXT_THAT_IS_NO_REQUEST,
        SENDS_MEDIA_FOR_NO_STREAM,
        NEVER_READS,
        CONNECTS_TO_HOSTILE_SERVERS,
        VANISHES_WITH_OPEN_REQUESTS
    }

    private static final List<Act> ACTS = List.of(Act.values());

    private final URI gateway;
    private final String origin;
    private final String hostile;
    private final AtomicInteger acts = new AtomicInteger();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(LANES);
    private final List<Lane> lanes = new ArrayList<>();
    private final List<ScheduledFuture<?>> running = new ArrayList<>();

    HostileClients(URI gateway, Origin origin, GarbageServer hostile) {
        this.gateway = gateway;
        this.origin = origin.url("live");
        this.hostile = hostile.url();
        for (int i = 0; i < LANES; i++) {
            lanes.add(new Lane(i));
        }
    }

    /** Runs each behaviour once. */
    void actInAllWays() {
        for (Act act : ACTS) {
            lanes.getFirst().act(act);
        }
        lanes.getFirst().halfRequest();
    }

    /** Runs until closed. */
    void start() {
        for (Lane lane : lanes) {
            running.add(
                    threads.scheduleAtFixedRate(
                            lane::actAtRandom, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    int acts() {
        return acts.get();
    }

    /** Closes all sockets, which ends blocked writes, and fails if a lane has failed. */
    @Override
    public void close() throws InterruptedException, ExecutionException {
        running.forEach(task -> task.cancel(false));
        threads.shutdown();
        do {
            lanes.forEach(Lane::closeAll);
        } while (!threads.awaitTermination(10, TimeUnit.MILLISECONDS));
        lanes.forEach(Lane::closeAll);
        for (ScheduledFuture<?> task : running) {
            if (task.state() == ScheduledFuture.State.FAILED) {
                task.get();
            }
        }
    }

    private final class Lane {

        private final String address;
        private final SplittableRandom random;
        private final List<AutoCloseable> sockets = new ArrayList<>();

        Lane(int number) {
            address = "127.0.0." + (2 + number);
            random = new SplittableRandom(number);
        }

        void actAtRandom() {
            int choice = random.nextInt(ACTS.size() + 1);
            if (choice == ACTS.size()) {
                halfRequest();
            } else {
                act(ACTS.get(choice));
            }
        }

        /** Opens a connection with an incomplete request. */
        void halfRequest() {
            try {
                keep(new RawClient(gateway, address).send("GET /v1 HTTP/1.1\r\nHo"));
            } catch (UncheckedIOException _) {
                // refused over a limit
            }
            acts.incrementAndGet();
        }

        void act(Act act) {
            try {
                RawWebSocket socket = new RawWebSocket(gateway, address);
                keep(socket);
                act(act, socket);
            } catch (IOException | UncheckedIOException _) {
                // the gateway may refuse or close at any time
            }
            acts.incrementAndGet();
        }

        private void act(Act act, RawWebSocket socket) throws IOException {
            switch (act) {
                case VANISHES -> socket.reset();
                case LEAVES -> socket.write(frame(true, CLOSE, new byte[] {3, (byte) 0xE8}));
                case SENDS_HALF_A_FRAME -> {
                    byte[] wire = frame(true, BINARY, new byte[random.nextInt(2 * MIB)]);
                    socket.write(Arrays.copyOf(wire, wire.length / 2));
                }
                case NEVER_FINISHES_FRAGMENTS ->
                        socket.write(frame(false, TEXT, new byte[random.nextInt(200_000)]));
                case SENDS_GARBAGE -> {
                    byte[] garbage = new byte[1 + random.nextInt(5000)];
                    random.nextBytes(garbage);
                    socket.write(garbage);
                }
                case FLOODS_WITH_PINGS -> {
                    byte[] ping = frame(true, PING, new byte[125]);
                    for (int i = 0; i < 1500; i++) {
                        socket.write(ping);
                    }
                }
                case SENDS_TEXT_THAT_IS_NO_REQUEST ->
                        socket.text("{\"id\":1,\"type\":\"" + "x".repeat(random.nextInt(300)));
                case SENDS_MEDIA_FOR_NO_STREAM -> {
                    byte[] media = frame(true, BINARY, new byte[8 + random.nextInt(1000)]);
                    for (int i = 0; i < 100; i++) {
                        socket.write(media);
                    }
                }
                case NEVER_READS -> callWithoutReading(socket);
                case CONNECTS_TO_HOSTILE_SERVERS -> connect(socket, hostile, hostile, hostile);
                case VANISHES_WITH_OPEN_REQUESTS -> {
                    connect(socket, origin, hostile);
                    socket.text("{\"id\":2,\"type\":\"createStream\"}");
                    socket.text(
                            "{\"id\":3,\"type\":\"useSharedObject\",\"name\":\"so%d\"}"
                                    .formatted(random.nextInt(10)));
                    socket.reset();
                }
            }
        }

        private void callWithoutReading(RawWebSocket socket) throws IOException {
            connect(socket, origin);
            String large = "x".repeat(100_000);
            for (int id = 2; id < 12; id++) {
                socket.text(
                        "{\"id\":%d,\"type\":\"call\",\"method\":\"echo\",\"args\":[\"%s\"]}"
                                .formatted(id, large));
            }
        }

        private void connect(RawWebSocket socket, String... servers) throws IOException {
            socket.text(
                    "{\"id\":1,\"type\":\"connect\",\"require\":\"any\",\"servers\":[\"%s\"]}"
                            .formatted(String.join("\",\"", servers)));
        }

        private void keep(AutoCloseable socket) {
            AutoCloseable oldest = null;
            synchronized (sockets) {
                sockets.add(socket);
                if (sockets.size() > SOCKETS / LANES) {
                    oldest = sockets.removeFirst();
                }
            }
            close(oldest);
        }

        void closeAll() {
            List<AutoCloseable> all;
            synchronized (sockets) {
                all = List.copyOf(sockets);
                sockets.clear();
            }
            all.forEach(this::close);
        }

        private void close(AutoCloseable socket) {
            try {
                if (socket != null) {
                    socket.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
