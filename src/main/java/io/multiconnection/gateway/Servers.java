package io.multiconnection.gateway;

import static io.multiconnection.gateway.RequestChecks.check;
import static io.multiconnection.gateway.RequestChecks.failed;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.Request.AddServer;
import io.multiconnection.protocol.Request.Connect;
import io.multiconnection.protocol.Request.Reconnect;
import io.multiconnection.protocol.Request.RemoveServer;
import io.multiconnection.relay.Upstream;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.client.ConnectRequest;
import io.multiconnection.target.Destination;
import io.multiconnection.target.Quorum;
import io.multiconnection.target.ReconnectRequest;
import io.multiconnection.target.ReconnectSchedule;
import io.multiconnection.target.ServerSlot;
import io.multiconnection.target.SessionEventBudget;
import io.multiconnection.target.StreamNames;
import io.multiconnection.target.Target;
import io.multiconnection.target.TargetRetry;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The servers of a session: connects to them in parallel, and knows how many of them are required.
 * Lives on its session's event loop.
 */
public final class Servers {

    private final Gateway gateway;
    private final EventLoop loop;
    private final RtmpMemory memory;
    private final TargetList targets = new TargetList();
    private final SessionEventBudget shares;
    private final TargetFactory factory;
    private final ServerSetup setup;
    private final List<ServerObserver> parts = new ArrayList<>();

    Servers(Gateway gateway, EventLoop loop, EventWriter news, MemoryAccount memory) {
        this.gateway = gateway;
        this.loop = loop;
        this.memory = new RtmpMemory(memory);
        this.shares = new SessionEventBudget(gateway.limits(), targets::count, System.nanoTime());
        this.setup = new ServerSetup(gateway.recover(), news, targets, this::close);
        Redirects redirects = new Redirects(gateway, news, setup::recovers, this::redirect);
        this.factory =
                new TargetFactory(
                        gateway,
                        loop,
                        news,
                        shares,
                        new TargetEvents(news, parts, redirects, setup),
                        this::again,
                        (number, subject) -> news.setAside(at(number), subject));
    }

    /** From now on {@code part} follows the servers. Closed in the order of these calls. */
    <P extends ServerObserver> P with(P part) {
        parts.add(part);
        return part;
    }

    /** Those that are there, in the order of their numbers; none before connect. */
    List<Target> targets() {
        return targets.present();
    }

    /**
     * Does something on each server that may be connected; done when as many of them have succeeded
     * as connect required. Where none may be, it fails with the reasons of all.
     *
     * @param asked those that were there when it was asked
     * @param limit how long a server that recovers is waited for
     */
    Uni<Void> onEach(List<Target> asked, Duration limit, Function<Target, Uni<Void>> operation) {
        List<Target> now = asked.stream().map(target -> at(target.number())).toList();
        List<Target> able = now.stream().filter(Target::mayBeConnected).toList();
        List<Target> chosen = able.isEmpty() ? now : able;
        return Quorum.of(
                setup.required(chosen.size()),
                chosen.stream()
                        .map(target -> new TargetRetry(loop, limit).recoveries(target, operation))
                        .toList());
    }

    /** "2 of 3 servers" and what they do. */
    String count(long count, String what) {
        return targets.count(count, what);
    }

    /** Connects to every server; done when as many as are required are connected. */
    Uni<Fields> connect(Connect request) {
        checkNotAsked(request);
        return connect(request, Destination.list(request, gateway));
    }

    /** Connects to the servers of {@code list}, whatever the request names. */
    Uni<Fields> connect(Connect request, List<Destination> list) {
        checkNotAsked(request);
        List<Target> asked = factory.further(0, list, Map.of());
        setup.begin(request);
        targets.add(asked);
        asked.forEach(Target::announce);
        Uni<Void> outcome = setup.of(asked);
        dial(asked, request); // may fail at once, and end what was set up
        return outcome.map(_ -> TargetList.entries(targets.all()))
                .onFailure()
                .transform(
                        failure ->
                                failed(
                                        request,
                                        ErrorCode.SETUP_FAILED,
                                        failure,
                                        isTemporary(asked, Target::hasRefused)));
    }

    /** Whether what failed may succeed later: as many servers as required have not refused it. */
    boolean isTemporary(List<Target> asked, Predicate<Target> refused) {
        return setup.isTemporary(asked, refused);
    }

    /** Whether anything uses the connection of a target. */
    boolean isUsed(Target target) {
        return parts.stream().anyMatch(part -> part.uses(target));
    }

    /** Plans further attempts at something that a server may do later; none without recovery. */
    ReconnectSchedule recovery(Runnable again) {
        ReconnectSchedule recovery =
                new ReconnectSchedule(
                        gateway.recover(), loop, ReconnectSchedule.Nature.REAL, again);
        if (setup.recovers()) {
            recovery.begin();
        }
        return recovery;
    }

    /** The shares of the servers in what the client may be told. */
    SessionEventBudget shares() {
        return shares;
    }

    /** Refuses what is not allowed before the first server is dialled. */
    private void dial(List<Target> asked, Connect request) {
        asked.forEach(this::refuseWhatIsNotAllowed);
        asked.forEach(target -> dial(target, request, request.timeout()));
    }

    private void refuseWhatIsNotAllowed(Target target) {
        if (!target.destination().allowed()) {
            target.refuse("this gateway does not allow that destination");
        }
    }

    private void dial(Target target, Connect request, Duration timeout) {
        if (target.state().isLeft()) {
            return;
        }
        target.connect(
                gateway.dialer(),
                this,
                new ConnectRequest(
                        target.server().url(),
                        setup.recovers()
                                ? ReconnectRequest.announcedIn(request.properties())
                                : request.properties(),
                        request.args(),
                        timeout,
                        target.destination().addresses(),
                        memory));
    }

    /**
     * Connects a server anew, whatever its state, or another one in its place; done when it is
     * connected. What the others have it gets, too.
     */
    Uni<Fields> reconnect(Reconnect request) {
        checkAsked(request);
        Target left = target(request, request.server());
        ServerSlot place = place(request, left.place());
        left.recovery().restart();
        Target target = replace(left, place, place.home(), request.timeout());
        return TargetRetry.replacements(target, Target::connected)
                .replaceWith((Fields) new Fields.None())
                .onFailure()
                .transform(
                        failure ->
                                failed(
                                        request,
                                        ErrorCode.SETUP_FAILED,
                                        failure,
                                        !target.hasRefused()));
    }

    private ServerSlot place(Reconnect request, ServerSlot was) {
        StreamNames names =
                request.names().isEmpty() ? was.names() : new StreamNames(request.names());
        if (request.to() == null) {
            was.guard().forget();
            return new ServerSlot(
                    was.number(), was.home(), names, was.recovery(), was.events(), was.guard());
        }
        List<Destination> to =
                Destination.list(request, List.of(request.to()), targets.count() - 1, gateway);
        check(
                to.size() == 1,
                request,
                ErrorCode.BAD_REQUEST,
                "to: a pool of " + to.size() + " servers, expected one server");
        return factory.place(was.number(), to.getFirst(), names, was.events());
    }

    /** The time has come to ask a server again that recovers. */
    private void again(int number) {
        Target left = at(number);
        replace(left, left.place(), left.next(), setup.request().timeout());
    }

    /** A server that refused to be connected leads elsewhere; the time is that of one attempt. */
    private void redirect(Target left, Destination there) {
        replace(left, left.place(), there, left.timeLeft());
    }

    /** Connects anew where {@code left} was; what the others have it gets, too. */
    private Target replace(
            Target left, ServerSlot place, Destination destination, Duration timeout) {
        Target target = factory.target(place, destination);
        targets.replace(left, target);
        setup.recover(target);
        left.replacedBy(target);
        join(target, left.gone(), timeout);
        return target;
    }

    /** Dials when it may. */
    private void join(Target target, Uni<Void> free, Duration timeout) {
        target.announce();
        parts.forEach(part -> part.join(target));
        refuseWhatIsNotAllowed(target);
        Connect asked = setup.request();
        free.subscribe().with(_ -> dial(target, asked, timeout));
    }

    /**
     * Asks for a further server, or those of a pool; what the others have they get, too. Done at
     * once: what becomes of them is told.
     */
    Uni<Fields> add(AddServer request) {
        checkAsked(request);
        List<Destination> list =
                Destination.list(request, List.of(request.server()), targets.count(), gateway);
        targets.checkRoom(list.size(), request);
        List<Target> added = factory.further(targets.nextNumber(), list, request.names());
        targets.add(added);
        added.forEach(setup::recover);
        added.forEach(target -> join(target, target.gone(), request.timeout()));
        return Uni.createFrom().item(TargetList.entries(added));
    }

    /** Forgets what a stream is published as on single servers: another one has its number now. */
    void forgetNames(int stream) {
        targets().forEach(target -> target.place().names().forget(stream));
    }

    /** Ends one server in order, and for good. With the last one, everything ends. */
    Uni<Fields> remove(RemoveServer request) {
        checkAsked(request);
        Target target = target(request, request.server());
        if (targets.count() == 1) {
            close();
        } else {
            targets.remove(target);
        }
        target.remove();
        return Uni.createFrom().item(new Fields.None());
    }

    /** The server of a number; after {@link #checkAsked}. */
    Target target(Request request, int number) {
        return targets.at(number, request);
    }

    /** The server of a number; one that was removed is closed. */
    Target at(int number) {
        return targets.at(number);
    }

    /** A live stream of a server, reached as its connection is; after {@link #checkAsked}. */
    Upstream upstream(Target target, String stream) {
        Connect asked = setup.request();
        return target.destination().upstream(asked.properties(), asked.args(), stream);
    }

    /** Refuses what needs servers where none was asked for. */
    void checkAsked(Request request) {
        check(!targets.present().isEmpty(), request, ErrorCode.BAD_STATE, "not connected");
    }

    /** Refuses to connect where there are servers already. */
    void checkNotAsked(Request request) {
        check(targets.present().isEmpty(), request, ErrorCode.BAD_STATE, "connected already");
    }

    /** Waits for connect; fails where it failed, or was not asked. */
    Uni<Void> ready(Request request) {
        return setup.ready(request);
    }

    /** Tells which state each server has, also those that were removed. */
    void tellAll() {
        targets.all().forEach(Target::tell);
    }

    /** Ends what is done on the servers, then every connection; connect may be asked again. */
    void close() {
        List<Target> ending = targets.present();
        targets.clear();
        setup.end();
        parts.forEach(ServerObserver::close);
        ending.forEach(Target::close);
    }

    /** Calls {@code task} when no connection is left, also of those that were asked to close. */
    void whenGone(Runnable task) {
        memory.whenEmpty(task);
    }
}
