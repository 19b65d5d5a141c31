package io.multiconnection.gateway;

import static io.multiconnection.gateway.RequestChecks.check;

import io.multiconnection.amf.AmfString;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.Request.Connect;
import io.multiconnection.protocol.Request.ConnectToRoom;
import io.multiconnection.protocol.Request.RoomRef;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.protocol.WaitsFor;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.target.Target;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of a session into a room: it is pending until it is decided, its other requests wait, and
 * the place that it is given stays its own until it leaves the servers. Lives on the session's
 * event loop.
 */
final class RoomAdmission implements ServerObserver {

    private final String session;
    private final Admission admission;
    private final EventLoop loop;
    private final ServerList servers;
    private final ServerRequests requests;
    private final EventWriter news;
    private @Nullable Pending pending;
    private Admission.@Nullable Place place;
    private boolean left;

    RoomAdmission(
            String session,
            Admission admission,
            EventLoop loop,
            ServerList servers,
            ServerRequests requests,
            EventWriter news) {
        this.session = session;
        this.admission = admission;
        this.loop = loop;
        this.servers = servers;
        this.requests = requests;
        this.news = news;
    }

    boolean isPending() {
        return pending != null;
    }

    /** Asks for a place, and connects to its server; done as connect is. */
    Uni<Fields> connect(ConnectToRoom request) {
        servers.checkNotConnected(request);
        check(
                request.connect().require().of(1) == 1,
                request,
                ErrorCode.BAD_REQUEST,
                "require is more than the one server that a room gives");
        return Uni.createFrom()
                .emitter(
                        emitter -> {
                            Pending made = new Pending(request, emitter);
                            pending = made;
                            left = false;
                            made.visit = admission.enter(session, request, loop, made);
                        });
    }

    /** Does something when it is decided; in the order of these calls, and after connect. */
    Uni<Fields> afterwards(Request request, Function<Request, Uni<Fields>> task) {
        Pending now = Objects.requireNonNull(pending);
        check(
                !(request instanceof Connect || request instanceof ConnectToRoom),
                request,
                ErrorCode.BAD_STATE,
                "connect is asked already");
        return Uni.createFrom()
                .emitter(
                        emitter ->
                                now.waiting.add(() -> perform(() -> task.apply(request), emitter)));
    }

    private static void perform(Supplier<Uni<Fields>> task, UniEmitter<? super Fields> emitter) {
        Uni.createFrom().deferred(task::get).subscribe().with(emitter::complete, emitter::fail);
    }

    /** The client no longer wants to get in. */
    void leave() {
        left = true;
        Pending leaving = pending;
        if (leaving != null) {
            leaving.visit.leave();
            leaving.fail(ErrorCode.SETUP_FAILED, "no longer asked", false);
        }
    }

    @Override
    public boolean uses(Target target) {
        return false;
    }

    @Override
    public void join(Target target) {}

    @Override
    public void leave(Target target) {}

    /** The session leaves the servers, and the room. */
    @Override
    public void close() {
        Admission.Place given = place;
        place = null;
        if (given != null) {
            given.giveBack();
        }
    }

    /** One connect that is not decided yet. */
    private final class Pending implements Admission.Visitor {

        private final ConnectToRoom request;
        private final UniEmitter<? super Fields> emitter;
        private final List<Runnable> waiting = new ArrayList<>();
        private Admission.Visit visit = () -> {};

        Pending(ConnectToRoom request, UniEmitter<? super Fields> emitter) {
            this.request = request;
            this.emitter = emitter;
        }

        @Override
        public void waits(String pendingId, WaitsFor what) {
            if (pending == this) {
                news.merged(
                        null,
                        asked(
                                NetStatus.of("status", "NetConnection.Connect.Pending", what.text())
                                        .with("pending", new AmfString(pendingId))
                                        .with("waitsFor", new AmfString(what.wireName()))));
            }
        }

        private NetStatus asked(NetStatus status) {
            return switch (request.wish().room()) {
                case RoomRef.Room(String id) -> status.with("room", new AmfString(id));
                case RoomRef.Group(String name) -> status.with("group", new AmfString(name));
            };
        }

        @Override
        public void accepted(Admission.Place given) {
            if (pending != this) {
                given.giveBack();
                return;
            }
            place = given;
            String room = given.room();
            news.merged(
                    null,
                    NetStatus.of(
                                    "status",
                                    "NetConnection.Connect.Accepted",
                                    "A place in the room " + room + ".")
                            .with("room", new AmfString(room)));
            decided(
                    () ->
                            requests.connect(request.connect(), List.of(given.destination()))
                                    .onFailure(_ -> !left)
                                    .invoke(given::notReached));
        }

        @Override
        public void rejected(Admission.Rejection rejection) {
            if (pending == this) {
                news.merged(
                        null,
                        NetStatus.of("error", "NetConnection.Connect.Rejected", rejection.text())
                                .with("reason", new AmfString(rejection.reason().wireName())));
                fail(ErrorCode.REJECTED, rejection.text(), rejection.reason().isTemporary());
            }
        }

        void fail(ErrorCode code, String why, boolean temporary) {
            RequestException failure = new RequestException(request.id(), code, why, temporary);
            decided(() -> Uni.createFrom().failure(failure));
        }

        /** Answers connect by {@code outcome}; then what has waited has its turn. */
        private void decided(Supplier<Uni<Fields>> outcome) {
            pending = null;
            perform(outcome, emitter);
            waiting.forEach(Runnable::run);
        }
    }
}
