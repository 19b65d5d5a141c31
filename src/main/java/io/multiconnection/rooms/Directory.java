package io.multiconnection.rooms;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.rooms.DirectoryInfo.State;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import io.multiconnection.rtmp.client.ConnectRequest;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.NetConnection;
import io.multiconnection.rtmp.client.NetStatus;
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
 * A directory of rooms: the one connection to its master, and the last copy of what that said.
 *
 * <pre>
 * WAITING --heard out--> CURRENT --lost--> STALE --heard out again--> CURRENT
 * </pre>
 *
 * <p>A master that is lost, or not reached, is asked again with backoff for as long as it takes.
 * Lives on its event loop; only {@link #state} and {@link #rooms} may be asked elsewhere.
 */
final class Directory {

    private static final System.Logger LOG = System.getLogger(Directory.class.getName());
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Servers may list an object in several messages: it has come when none follows for a while.
     */
    private static final long QUIET_MILLIS = 200;

    private static final long HEARD_OUT_MILLIS = 2000;

    private final DirectoryConfig rules;
    private final Dialer dialer;
    private final BackoffPolicy recover;
    private final EventLoop loop;
    private final MemoryBudget memory;
    private final Consumer<Directory> changed;
    private volatile State state = State.WAITING;
    private volatile Rooms rooms = Rooms.NONE;
    private @Nullable Link link;
    private long lostAtNanos;
    private int attempts;
    private boolean closed;

    /**
     * One that is not asked for yet.
     *
     * @param memory bounds what the connection to the master holds
     * @param changed called when there is something new to know of it
     */
    Directory(
            DirectoryConfig rules,
            Dialer dialer,
            BackoffPolicy recover,
            EventLoop loop,
            MemoryBudget memory,
            Consumer<Directory> changed) {
        this.rules = rules;
        this.dialer = dialer;
        this.recover = recover;
        this.loop = loop;
        this.memory = memory;
        this.changed = changed;
    }

    DirectoryConfig rules() {
        return rules;
    }

    State state() {
        return state;
    }

    /** What the master says, or said last. */
    Rooms rooms() {
        return rooms;
    }

    /** How old what is known of its rooms is: nothing while the master tells of changes. */
    Duration age() {
        return state == State.STALE
                ? Duration.ofNanos(System.nanoTime() - lostAtNanos)
                : Duration.ZERO;
    }

    /** Begins to ask the master, and does not end before {@link #close}. */
    void open() {
        if (!closed) {
            new Link().open();
        }
    }

    /** Leaves the master. */
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
                rules.name(),
                master().labelled(why));
        link = null;
        if (state == State.CURRENT) {
            lostAtNanos = System.nanoTime();
            state = State.STALE;
        }
        changed.accept(this);
        long wait = (long) (ThreadLocalRandom.current().nextDouble() * recover.waitNanos(attempts));
        attempts++;
        loop.schedule(this::open, wait, TimeUnit.NANOSECONDS);
    }

    private Destination master() {
        return new Destination(
                new Pool.Server(rules.master(), null, false), true, _ -> true, rules.name());
    }

    private void heard(Rooms heard) {
        if (state != State.CURRENT) {
            LOG.log(
                    Level.INFO,
                    "directory {0}: {1} rooms, {2} slots that are none",
                    rules.name(),
                    heard.all().size(),
                    heard.malformed());
        }
        attempts = 0;
        rooms = heard;
        state = State.CURRENT;
        changed.accept(this);
    }

    /** One connection to the master, from dialling it to its end. */
    private final class Link implements NetConnection.Listener, SharedObject.Listener {

        private final RoomSlots slots = new RoomSlots(rules.servers());
        private final MemoryAccount account =
                memory.open(null, loop, overrun -> end(overrun.text()));
        private final RtmpMemory rtmp = new RtmpMemory(account);
        private Cancellable dialling = () -> {};
        private @Nullable NetConnection connection;
        private boolean used;
        private boolean heardOut;
        private long usedAtNanos;
        private @Nullable Future<?> timer;
        private boolean over;

        void open() {
            link = this;
            ConnectRequest request =
                    new ConnectRequest(
                            rules.master(), Map.of(), List.of(), CONNECT_TIMEOUT, _ -> true, rtmp);
            dialling =
                    NetConnection.connect(dialer, loop, request, this)
                            .subscribe()
                            .with(
                                    this::connected,
                                    fault -> end(master().describe((RtmpClientException) fault)));
        }

        private void connected(NetConnection made) {
            connection = made;
            made.sharedObject(rules.object(), rules.persistent(), this);
            timer =
                    loop.schedule(
                            () -> end("nothing is said of the object " + rules.object()),
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
            slots.take(events);
            if (!used && events.contains(new UseSuccess())) {
                used = true;
                usedAtNanos = System.nanoTime();
            }
            if (used) {
                plan();
            }
        }

        /**
         * Tells of what has come: at first when it is quiet, later once for all that is read now.
         */
        private void plan() {
            boolean planned = heardOut && timer != null && !timer.isDone();
            if (over || planned) {
                return;
            }
            cancelTimer();
            timer = loop.schedule(this::tell, heardOut ? 0 : quietMillis(), TimeUnit.MILLISECONDS);
        }

        private long quietMillis() {
            long sinceUse = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - usedAtNanos);
            return Math.max(0, Math.min(QUIET_MILLIS, HEARD_OUT_MILLIS - sinceUse));
        }

        private void tell() {
            heardOut = true;
            heard(slots.rooms());
        }

        private void cancelTimer() {
            if (timer != null) {
                timer.cancel(false);
            }
        }

        private void end(String why) {
            if (!over) {
                close();
                lost(why);
            }
        }

        void close() {
            over = true;
            cancelTimer();
            dialling.cancel();
            if (connection != null) {
                connection.close();
            }
            rtmp.whenEmpty(account::close);
        }
    }
}
