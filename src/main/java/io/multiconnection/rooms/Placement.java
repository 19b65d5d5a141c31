package io.multiconnection.rooms;

import static java.util.Comparator.comparingDouble;

import io.multiconnection.gateway.Admission.Place;
import io.multiconnection.gateway.Admission.Rejection;
import io.multiconnection.protocol.RejectReason;
import io.multiconnection.protocol.Request.RoomRef;
import io.multiconnection.rooms.Reservations.Candidate;
import io.multiconnection.rooms.Reservations.Outcome;
import io.multiconnection.rooms.Reservations.Reservation;
import io.multiconnection.rooms.Reservations.ReservationRequest;
import io.multiconnection.target.Destination;
import io.multiconnection.target.Pool;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Placement of admitted clients in rooms. Lives on the lobby's event loop. */
final class Placement {

    private static final System.Logger LOG = System.getLogger(Placement.class.getName());

    private final Reservations reservations;
    private final EventLoop loop;
    private final UnreachableServers unreachable = new UnreachableServers();

    Placement(Reservations reservations, EventLoop loop) {
        this.reservations = reservations;
        this.loop = loop;
    }

    /** Searches a place for a client; completes on the event loop, never inside the call. */
    Uni<PlacementResult> find(PendingClient client) {
        return search(client).emitOn(loop);
    }

    private Uni<PlacementResult> search(PendingClient client) {
        List<Room> matching = client.directory().rooms().matching(client.room());
        List<Room> usable = matching.stream().filter(room -> !room.servers().isEmpty()).toList();
        if (usable.isEmpty()) {
            boolean unknown = matching.isEmpty();
            return nowhere(
                    unknown ? RejectReason.NO_SUCH_ROOM : RejectReason.NOT_ALLOWED,
                    unknown
                            ? "There is no " + describe(client.room()) + "."
                            : "This gateway does not allow the servers of the "
                                    + describe(client.room())
                                    + ".");
        }
        List<Room> best = usable.stream().sorted(comparingDouble(Room::usedShare)).toList();
        return reserve(client, best, false)
                .onFailure()
                .recoverWithUni(
                        failure -> {
                            LOG.log(
                                    Level.WARNING,
                                    "no places: {0}",
                                    failure.getMessage(),
                                    client.subject());
                            return nowhere(
                                    RejectReason.UNAVAILABLE, "Places cannot be reserved now.");
                        });
    }

    /** Reserves a place in one of the rooms, in batches of the candidates of one reservation. */
    private Uni<PlacementResult> reserve(
            PendingClient client, List<Room> rooms, boolean unsettled) {
        if (rooms.isEmpty()) {
            return unsettled
                    ? Uni.createFrom().item(new PlacementResult.Later())
                    : nowhere(RejectReason.FULL, full(client.room()));
        }
        int count = Math.min(ReservationRequest.MAX_CANDIDATES, rooms.size());
        List<Room> now = rooms.subList(0, count);
        return reservations
                .reserve(wish(client, now))
                .emitOn(loop)
                .chain(
                        outcome ->
                                switch (outcome) {
                                    case Outcome.Reserved(Reservation reservation) ->
                                            Uni.createFrom().item(at(client, now, reservation));
                                    case Outcome.Full() ->
                                            reserve(client, after(rooms, count), unsettled);
                                    case Outcome.Unsettled() ->
                                            reserve(client, after(rooms, count), true);
                                });
    }

    private static List<Room> after(List<Room> rooms, int count) {
        return rooms.subList(count, rooms.size());
    }

    private ReservationRequest wish(PendingClient client, List<Room> rooms) {
        DirectoryConfig config = client.directory().config();
        long now = System.nanoTime();
        return new ReservationRequest(
                config.name(),
                config.counts(),
                config.settle().plus(client.connectTimeout()),
                client.directory().age(),
                rooms.stream()
                        .map(
                                room ->
                                        new Candidate(
                                                room.id(),
                                                room.users(),
                                                room.capacity(),
                                                unreachable.without(room.labels(), now)))
                        .toList());
    }

    private PlacementResult at(PendingClient client, List<Room> rooms, Reservation reservation) {
        Room room =
                rooms.stream()
                        .filter(it -> it.id().equals(reservation.room()))
                        .findFirst()
                        .orElseThrow();
        Destination destination =
                new Destination(
                        new Pool.Server(room.server(reservation.server()), null, true),
                        true,
                        client.directory().config().addresses(),
                        client.directory().config().name());
        return new PlacementResult.At(new Reserved(reservation, destination));
    }

    private static Uni<PlacementResult> nowhere(RejectReason reason, String text) {
        return Uni.createFrom().item(new PlacementResult.Nowhere(new Rejection(reason, text)));
    }

    private static String describe(RoomRef room) {
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

    /** Place that is reserved for a client. */
    private final class Reserved implements Place {

        private final Reservation reservation;
        private final Destination destination;
        private final AtomicBoolean given = new AtomicBoolean();

        Reserved(Reservation reservation, Destination destination) {
            this.reservation = reservation;
            this.destination = destination;
        }

        @Override
        public String room() {
            return reservation.room();
        }

        @Override
        public Destination destination() {
            return destination;
        }

        @Override
        public void notReached() {
            loop.execute(() -> unreachable.add(reservation.server(), System.nanoTime()));
        }

        @Override
        public void giveBack() {
            if (!given.getAndSet(true)) {
                reservations.free(reservation);
            }
        }
    }
}
