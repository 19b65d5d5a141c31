package io.multiconnection.rooms;

import static java.util.Comparator.comparingDouble;

import io.multiconnection.gateway.Admission.Place;
import io.multiconnection.gateway.Admission.Rejection;
import io.multiconnection.protocol.RejectReason;
import io.multiconnection.protocol.Request.RoomRef;
import io.multiconnection.rooms.Reservations.Candidate;
import io.multiconnection.rooms.Reservations.Outcome;
import io.multiconnection.rooms.Reservations.Seat;
import io.multiconnection.rooms.Reservations.Wish;
import io.multiconnection.target.Destination;
import io.multiconnection.target.Pool;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Finds places in rooms for clients that are admitted. Lives on the lobby's event loop. */
final class Placement {

    private static final System.Logger LOG = System.getLogger(Placement.class.getName());

    private final Reservations reservations;
    private final EventLoop loop;
    private final UnreachedServers unreached = new UnreachedServers();

    Placement(Reservations reservations, EventLoop loop) {
        this.reservations = reservations;
        this.loop = loop;
    }

    /** Looks for a place in the room that a client wants; ends on the loop, and not at once. */
    Uni<PlacementResult> find(PendingClient client) {
        return look(client).emitOn(loop);
    }

    private Uni<PlacementResult> look(PendingClient client) {
        List<Room> meant = client.directory().rooms().meant(client.room());
        List<Room> usable = meant.stream().filter(room -> !room.servers().isEmpty()).toList();
        if (usable.isEmpty()) {
            boolean unknown = meant.isEmpty();
            return nowhere(
                    unknown ? RejectReason.NO_SUCH_ROOM : RejectReason.NOT_ALLOWED,
                    unknown
                            ? "There is no " + words(client.room()) + "."
                            : "This gateway does not allow the servers of the "
                                    + words(client.room())
                                    + ".");
        }
        List<Room> best = usable.stream().sorted(comparingDouble(Room::taken)).toList();
        return reserve(client, best, false)
                .onFailure()
                .recoverWithUni(
                        failure -> {
                            LOG.log(Level.WARNING, "no places: {0}", failure.getMessage());
                            return nowhere(
                                    RejectReason.UNAVAILABLE, "Places cannot be reserved now.");
                        });
    }

    /** Asks for the rooms in their order, so many at once as one reservation may choose from. */
    private Uni<PlacementResult> reserve(
            PendingClient client, List<Room> rooms, boolean unsettled) {
        if (rooms.isEmpty()) {
            return unsettled
                    ? Uni.createFrom().item(new PlacementResult.Later())
                    : nowhere(RejectReason.FULL, full(client.room()));
        }
        int several = Math.min(Wish.MAX_CANDIDATES, rooms.size());
        List<Room> now = rooms.subList(0, several);
        return reservations
                .reserve(wish(client, now))
                .emitOn(loop)
                .chain(
                        outcome ->
                                switch (outcome) {
                                    case Outcome.Reserved(Seat seat) ->
                                            Uni.createFrom().item(at(client, now, seat));
                                    case Outcome.Full() ->
                                            reserve(client, after(rooms, several), unsettled);
                                    case Outcome.Unsettled() ->
                                            reserve(client, after(rooms, several), true);
                                });
    }

    private static List<Room> after(List<Room> rooms, int several) {
        return rooms.subList(several, rooms.size());
    }

    private Wish wish(PendingClient client, List<Room> rooms) {
        DirectoryConfig rules = client.directory().rules();
        long now = System.nanoTime();
        return new Wish(
                rules.name(),
                rules.counts(),
                rules.settle().plus(client.connectTimeout()),
                client.directory().age(),
                rooms.stream()
                        .map(
                                room ->
                                        new Candidate(
                                                room.id(),
                                                room.users(),
                                                room.capacity(),
                                                unreached.without(room.labels(), now)))
                        .toList());
    }

    private PlacementResult at(PendingClient client, List<Room> rooms, Seat seat) {
        Room room =
                rooms.stream().filter(it -> it.id().equals(seat.room())).findFirst().orElseThrow();
        Destination destination =
                new Destination(
                        new Pool.Server(room.server(seat.server()), null, true),
                        true,
                        client.directory().rules().addresses(),
                        client.directory().rules().name());
        return new PlacementResult.At(new Reserved(seat, destination));
    }

    private static Uni<PlacementResult> nowhere(RejectReason reason, String text) {
        return Uni.createFrom().item(new PlacementResult.Nowhere(new Rejection(reason, text)));
    }

    private static String words(RoomRef room) {
        return switch (room) {
            case RoomRef.Room(String id) -> "room " + id;
            case RoomRef.Group(String name) -> "group " + name;
        };
    }

    private static String full(RoomRef room) {
        return switch (room) {
            case RoomRef.Room(String id) -> "The room " + id + " has no free place.";
            case RoomRef.Group(String name) ->
                    "No room of the group " + name + " has a free place.";
        };
    }

    /** A place that somebody has. */
    private final class Reserved implements Place {

        private final Seat seat;
        private final Destination destination;
        private final AtomicBoolean given = new AtomicBoolean();

        Reserved(Seat seat, Destination destination) {
            this.seat = seat;
            this.destination = destination;
        }

        @Override
        public String room() {
            return seat.room();
        }

        @Override
        public Destination destination() {
            return destination;
        }

        @Override
        public void notReached() {
            loop.execute(() -> unreached.add(seat.server(), System.nanoTime()));
        }

        @Override
        public void giveBack() {
            if (!given.getAndSet(true)) {
                reservations.free(seat);
            }
        }
    }
}
