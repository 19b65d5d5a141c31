package io.multiconnection.replica;

import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.Request.PathWrite;
import io.multiconnection.protocol.SlotChange;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Clear;
import io.multiconnection.rtmp.SharedObjectEvent.Remove;
import io.multiconnection.rtmp.SharedObjectEvent.Success;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;

/**
 * Simulation of servers with a shared object, sessions with replicas, and a network with delays, on
 * one clock that the test advances. A connection delivers messages reliably and in order, but may
 * be lost at any time.
 */
final class ReplicaSimulation {

    private record Task(long time, long order, Runnable what) {}

    private final Random random;
    private final int maxDelay;
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(
                    (a, b) ->
                            a.time != b.time
                                    ? Long.compare(a.time, b.time)
                                    : Long.compare(a.order, b.order));
    final List<Server> servers = new ArrayList<>();
    final List<Session> sessions = new ArrayList<>();
    private long now;
    private long order;

    /** Number of writes that sessions have sent. */
    int writes;

    ReplicaSimulation(Random random, int maxDelay) {
        this.random = random;
        this.maxDelay = maxDelay;
    }

    long now() {
        return now;
    }

    int maxDelay() {
        return maxDelay;
    }

    void at(long time, Runnable what) {
        tasks.add(new Task(Math.max(time, now), order++, what));
    }

    /** Runs until no task is left. */
    void quiet() {
        long end = now + 600_000;
        while (!tasks.isEmpty() && now < end) {
            step();
        }
        if (!tasks.isEmpty()) {
            throw new AssertionError("not quiet after ten minutes");
        }
    }

    /** Runs for this many milliseconds. */
    void run(long millis) {
        long end = now + millis;
        while (!tasks.isEmpty() && tasks.peek().time <= end) {
            step();
        }
        now = end;
    }

    /** Adds an empty server that lists its slots in one message. */
    Server server() {
        Server server = new Server(servers.size(), false);
        servers.add(server);
        return server;
    }

    /** Adds a session that is connected to all servers and knows their slots. */
    Session session(boolean mirror) {
        Session session = new Session(mirror);
        sessions.add(session);
        servers.forEach(session::connect);
        run(1);
        session.replica.start();
        quiet();
        session.codes.clear();
        return session;
    }

    private void step() {
        Task task = tasks.remove();
        now = task.time;
        task.what.run();
    }

    /** Server that lists its slots in one message, as Red5 does, or in several. */
    static final class Server {
        final int number;
        final boolean inParts;
        final List<Connection> users = new ArrayList<>();
        final Map<String, AmfValue> slots = new TreeMap<>();
        int version;

        /** The latest new value of each slot. */
        final Map<String, AmfValue> lastNew = new HashMap<>();

        private final Map<String, List<AmfValue>> seen = new HashMap<>();
        private Map<String, AmfValue> saved = Map.of();
        private int savedVersion;

        Server(int number, boolean inParts) {
            this.number = number;
            this.inParts = inParts;
        }

        void use(Connection user) {
            users.add(user);
            List<SharedObjectEvent> answer =
                    new ArrayList<>(List.of(new UseSuccess(), new Clear()));
            List<SharedObjectEvent> held = new ArrayList<>();
            slots.forEach((slot, value) -> held.add(new Change(slot, value)));
            if (inParts) {
                user.tell(answer);
                held.forEach(change -> user.tellAtOnce(List.of(change)));
            } else {
                answer.addAll(held);
                user.tell(answer);
            }
        }

        /** Writes a slot; a null {@code author} is a client outside this simulation. */
        void write(Connection author, String slot, AmfValue value) {
            version++;
            boolean gone = value instanceof AmfUndefined;
            if (gone) {
                slots.remove(slot);
            } else {
                slots.put(slot, value);
            }
            List<AmfValue> values = seen.computeIfAbsent(slot, _ -> new ArrayList<>());
            if (!values.contains(value)) {
                values.add(value);
                lastNew.put(slot, value);
            }
            for (Connection user : List.copyOf(users)) {
                boolean mine = user.equals(author);
                user.tell(
                        List.of(
                                gone
                                        ? new Remove(slot)
                                        : mine ? new Success(slot) : new Change(slot, value)));
            }
        }

        void write(String slot, AmfValue value) {
            write(null, slot, value);
        }

        /** Keeps a snapshot that {@link #restartStale} restores. */
        void save() {
            saved = Map.copyOf(slots);
            savedVersion = version;
        }

        void restartEmpty() {
            restart(Map.of(), 0);
        }

        void restartStale() {
            restart(saved, savedVersion);
        }

        private void restart(Map<String, AmfValue> held, int heldVersion) {
            List.copyOf(users).forEach(Connection::lose);
            slots.clear();
            slots.putAll(held);
            version = heldVersion;
            save();
        }
    }

    /** Session of a client: a replica and a connection to each server. */
    final class Session implements ReplicaOutput {
        final Replica replica;
        final Map<Integer, Connection> connections = new HashMap<>();
        final Map<String, AmfValue> told = new TreeMap<>();

        /** Returns changes as text such as "success colour". */
        final List<String> codes = new ArrayList<>();

        /** Remaining heap of the replica, in bytes. */
        long room = Long.MAX_VALUE;

        private long ticksAt = Long.MAX_VALUE;

        Session(boolean mirror) {
            replica = new Replica(mirror, ReplicaLimits.DEFAULT, random, this);
            servers.forEach(server -> replica.add(server.number, "server" + server.number));
        }

        void connect(Server server) {
            connections.put(server.number, new Connection(this, server));
        }

        Connection to(Server server) {
            return Objects.requireNonNull(connections.get(server.number));
        }

        boolean isConnected(Server server) {
            return connections.containsKey(server.number);
        }

        void set(String slot, AmfValue value) {
            replica.set(List.of(new PathWrite(List.of(slot), value)), now);
            arm();
        }

        void heard(Connection connection, int version, List<SharedObjectEvent> events) {
            replica.received(connection.server.number, version, events, now);
            arm();
        }

        private void arm() {
            OptionalLong next = replica.nextTick();
            if (next.isPresent() && next.getAsLong() < ticksAt) {
                ticksAt = next.getAsLong();
                at(ticksAt, this::tick);
            }
        }

        private void tick() {
            if (now >= ticksAt) {
                ticksAt = Long.MAX_VALUE;
                replica.tick(now);
                arm();
            }
        }

        @Override
        public void write(int server, List<SlotWrite> all) {
            writes += all.size();
            connections.get(server).write(all);
        }

        @Override
        public void acknowledged(int server, long lagMillis) {}

        @Override
        public boolean hasRoom(long bytes) {
            return bytes <= room;
        }

        @Override
        public void sync(List<SlotChange> changes) {
            for (SlotChange change : changes) {
                codes.add(change.code().wireName() + " " + change.slot());
                if (change.slot() == null) {
                    told.clear();
                } else if (change.value() == null) {
                    told.remove(change.slot());
                } else {
                    told.put(change.slot(), change.value());
                }
            }
        }

        @Override
        public void sync(int server, List<SlotChange> changes) {}
    }

    /** Connection between a session and a server. */
    final class Connection {
        private final Session session;
        private final Server server;
        private long toServer;
        private long toSession;
        private boolean lost;
        private boolean stalled;
        private final List<Runnable> held = new ArrayList<>();

        /** Slots that this session has written. */
        int written;

        Connection(Session session, Server server) {
            this.session = session;
            this.server = server;
            up(() -> server.use(this));
        }

        /** Stops the server from reading. */
        void stall() {
            stalled = true;
        }

        void resume() {
            stalled = false;
            held.forEach(this::up);
            held.clear();
        }

        /** Drops the messages that the server has not read. */
        void swallow() {
            held.clear();
            resume();
        }

        void write(List<SlotWrite> all) {
            written += all.size();
            up(() -> all.forEach(write -> server.write(this, write.slot(), write.value())));
        }

        void tell(List<SharedObjectEvent> events) {
            toSession = Math.max(toSession, now + random.nextInt(maxDelay));
            tellAtOnce(events);
        }

        /** Schedules a message directly after the previous one. */
        void tellAtOnce(List<SharedObjectEvent> events) {
            int version = server.version;
            at(toSession, () -> ifThere(() -> session.heard(this, version, events)));
        }

        private void up(Runnable what) {
            if (stalled) {
                held.add(what);
                return;
            }
            toServer = Math.max(toServer, now + random.nextInt(maxDelay));
            at(toServer, () -> ifThere(what));
        }

        private void ifThere(Runnable what) {
            if (!lost) {
                what.run();
            }
        }

        /** Closes the connection; messages in flight are lost. */
        void lose() {
            lost = true;
            server.users.remove(this);
            session.connections.remove(server.number);
            session.replica.leave(server.number, now);
            session.arm();
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        servers.forEach(server -> text.append("server ").append(server.slots).append('\n'));
        sessions.forEach(session -> text.append("told   ").append(session.told).append('\n'));
        return text.toString();
    }
}
