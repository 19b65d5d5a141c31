package io.multiconnection.rooms;

import io.multiconnection.log.LogSubject;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.rooms.DirectoryInfo.State;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import io.multiconnection.rtmp.client.ConnectRequest;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.NetConnection;
import io.multiconnection.rtmp.client.NetConnectionListener;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClient;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.SharedObject;
import io.multiconnection.target.BackoffPolicy;
import io.multiconnection.target.Destination;
import io.multiconnection.target.Pool;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.subscription.Cancellable;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Directory of rooms: the connection to its master and the latest snapshot of the master's rooms.
 *
 * <pre>
 * WAITING --complete--> CURRENT --lost--> STALE --complete--> CURRENT
 * </pre>
 *
 * <p>The connection to a master is retried with backoff without a limit. Lives on its event loop;
 * only {@link #state} and {@link #rooms} are thread-safe.
 */
final class RoomDirectory {

    private static final System.Logger LOG = System.getLogger(RoomDirectory.class.getName());
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Time without messages after which the object is complete; servers may send it in several
     * messages.
     */
    private static final long QUIET_MILLIS = 200;

    private static final long MAX_WAIT_MILLIS = 2000;

    private final DirectoryConfig config;
    private final Dialer dialer;
    private final BackoffPolicy backoff;
    private final EventLoop loop;
    private final MemoryBudget memory;
    private final Consumer<RoomDirectory> changed;
    private volatile State state = State.WAITING;
    private volatile RoomSnapshot rooms = RoomSnapshot.NONE;
    private @Nullable Link link;
    private long lostAtNanos;
    private int attempts;
    private boolean closed;

    /**
     * Creates a directory that is not connected.
     *
     * @param memory bounds the memory of the connection to the master
     * @param changed called when the state or the rooms have changed
     */
    RoomDirectory(
            DirectoryConfig config,
            Dialer dialer,
            BackoffPolicy backoff,
            EventLoop loop,
            MemoryBudget memory,
            Consumer<RoomDirectory> changed) {
        this.config = config;
        this.dialer = dialer;
        this.backoff = backoff;
        this.loop = loop;
        this.memory = memory;
        this.changed = changed;
    }

    DirectoryConfig config() {
        return config;
    }

    State state() {
        return state;
    }

    /** Returns the latest rooms. */
    RoomSnapshot rooms() {
        return rooms;
    }

    /** Returns the age of the rooms; zero while the master is connected. */
    Duration age() {
        return state == State.STALE
                ? Duration.ofNanos(System.nanoTime() - lostAtNanos)
                : Duration.ZERO;
    }

    /** Connects to the master, and again after each loss until {@link #close}. */
    void open() {
        if (!closed) {
            new Link().open();
        }
    }

    /** Disconnects from the master. */
    void close() {
        closed = true;
        if (link != null) {
            link.close();
        }
    }

    private void lost(String why) {
        boolean known = state == State.STALE || (state == State.WAITING && attempts > 0);
        LOG.log(
                known ? Level.DEBUG : Level.WARNING,
                "directory {0}: {1}",
                config.name(),
                master().labelled(why),
                LogSubject.ofServer(config.master().server()));
        link = null;
        if (state == State.CURRENT) {
            lostAtNanos = System.nanoTime();
            state = State.STALE;
        }
        changed.accept(this);
        long wait = (long) (ThreadLocalRandom.current().nextDouble() * backoff.waitNanos(attempts));
        attempts++;
        loop.schedule(this::open, wait, TimeUnit.NANOSECONDS);
    }

    private Destination master() {
        return new Destination(
                new Pool.Server(config.master(), null, false), true, _ -> true, config.name());
    }

    private void update(RoomSnapshot snapshot) {
        if (state != State.CURRENT) {
            LOG.log(
                    Level.INFO,
                    "directory {0}: {1} rooms, {2} malformed slots",
                    config.name(),
                    snapshot.all().size(),
                    snapshot.malformed(),
                    LogSubject.ofServer(config.master().server()));
        }
        attempts = 0;
        rooms = snapshot;
        state = State.CURRENT;
        changed.accept(this);
    }

    /** One connection to the master, from dialling to closing. */
    private final class Link implements NetConnectionListener, SharedObject.Listener {

        private final RoomSlots slots = new RoomSlots(config.servers());
        private final MemoryAccount account =
                memory.open(null, loop, overrun -> end(overrun.text()));
        private final RtmpMemory rtmp = new RtmpMemory(account);
        private Cancellable dialling = () -> {};
        private @Nullable NetConnection connection;
        private boolean used;
        private boolean complete;
        private long usedAtNanos;
        private @Nullable Future<?> timer;
        private boolean ended;

        void open() {
            link = this;
            ConnectRequest request =
                    new ConnectRequest(
                            config.master(), Map.of(), List.of(), CONNECT_TIMEOUT, _ -> true, rtmp);
            dialling =
                    RtmpClient.connect(dialer, loop, request, this)
                            .subscribe()
                            .with(
                                    this::connected,
                                    fault -> end(master().describe((RtmpClientException) fault)));
        }

        private void connected(NetConnection made) {
            connection = made;
            made.sharedObject(config.object(), config.persistent(), this);
            timer =
                    loop.schedule(
                            () -> end("no response to the use of the object " + config.object()),
                            CONNECT_TIMEOUT.toMillis(),
                            TimeUnit.MILLISECONDS);
        }

        @Override
        public void onStatus(NetStatus status) {
            if (status.code().startsWith("SharedObject.")) {
                end(master().describe(status));
            }
        }

        @Override
        public void onLost(RtmpClientException fault) {
            end(master().describe(fault));
        }

        @Override
        public void onEvents(int version, List<SharedObjectEvent> events) {
            slots.apply(events);
            if (!used && events.contains(new UseSuccess())) {
                used = true;
                usedAtNanos = System.nanoTime();
            }
            if (used) {
                schedulePublish();
            }
        }

        /**
         * Schedules the publication of the rooms: first after a quiet period, later once for all
         * messages of one event-loop turn.
         */
        private void schedulePublish() {
            boolean scheduled = complete && timer != null && !timer.isDone();
            if (ended || scheduled) {
                return;
            }
            cancelTimer();
            timer =
                    loop.schedule(
                            this::publish, complete ? 0 : quietMillis(), TimeUnit.MILLISECONDS);
        }

        private long quietMillis() {
            long sinceUse = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - usedAtNanos);
            return Math.max(0, Math.min(QUIET_MILLIS, MAX_WAIT_MILLIS - sinceUse));
        }

        private void publish() {
            complete = true;
            update(slots.rooms());
        }

        private void cancelTimer() {
            if (timer != null) {
                timer.cancel(false);
            }
        }

        private void end(String why) {
            if (!ended) {
                close();
                lost(why);
            }
        }

        void close() {
            ended = true;
            cancelTimer();
            dialling.cancel();
            if (connection != null) {
                connection.close();
            }
            rtmp.whenEmpty(account::close);
        }
    }
}
