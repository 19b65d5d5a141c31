package io.multiconnection.gateway;

import static io.multiconnection.gateway.Asked.check;
import static io.multiconnection.gateway.Asked.failed;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.gateway.GatewayMetrics.TargetMetrics;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.GatewayMessage.Retry;
import io.multiconnection.protocol.GatewayMessage.ServerNews;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.Request.AddServer;
import io.multiconnection.protocol.Request.Connect;
import io.multiconnection.protocol.Request.Reconnect;
import io.multiconnection.protocol.Request.RemoveServer;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.relay.Upstream;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.client.ConnectRequest;
import io.multiconnection.rtmp.client.IncomingCall;
import io.multiconnection.rtmp.client.NetStatus;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a session: connects to them in parallel, and knows how many of them are required.
 * Lives on its session's event loop.
 */
final class Servers implements Target.Listener {

    /** Of one connect, removed ones included. */
    private static final int MAX_NUMBERS = 256;

    private static final Uni<Void> NEVER_ASKED =
            Uni.createFrom().failure(() -> new IllegalStateException("not connected"));

    private final Gateway gateway;
    private final EventLoop loop;
    private final News news;
    private final RtmpMemory memory;
    private final List<Part> parts = new ArrayList<>();

    /** By their numbers, also those that were removed. */
    private List<Target> numbered = List.of();

    private List<Target> targets = List.of();
    private final EventShares shares;
    private final Set<Target> moving = new HashSet<>();
    private boolean isSetUp;
    private @Nullable Connect connect;
    private Uni<Void> setup = NEVER_ASKED;

    Servers(Gateway gateway, EventLoop loop, News news, MemoryAccount memory) {
        this.gateway = gateway;
        this.loop = loop;
        this.news = news;
        this.memory = new RtmpMemory(memory);
        this.shares = new EventShares(gateway.limits(), () -> targets.size(), System.nanoTime());
    }

    /** From now on {@code part} follows the servers. Closed in the order of these calls. */
    <P extends Part> P with(P part) {
        parts.add(part);
        return part;
    }

    /** Those that are there, in the order of their numbers; none before connect. */
    List<Target> targets() {
        return targets;
    }

    /** How many of them must succeed in what is done on all. */
    int required() {
        int all = targets.size();
        return Math.min(all, Objects.requireNonNull(connect).require().of(all));
    }

    /** "2 of 3 servers" and what they do. */
    String count(long count, String what) {
        return count + " of " + targets.size() + " servers " + what + ".";
    }

    /** Connects to every server; done when as many as are required are connected. */
    Uni<Fields> connect(Connect request) {
        checkNotAsked(request);
        return connect(request, Destination.list(request, gateway));
    }

    /** Connects to the servers of {@code list}, whatever the request names. */
    Uni<Fields> connect(Connect request, List<Destination> list) {
        checkNotAsked(request);
        List<Target> asked = targets(list);
        connect = request;
        isSetUp = false;
        numbered = asked;
        targets = asked;
        asked.forEach(Target::announce);
        Uni<Void> outcome = setup(asked);
        setup = outcome;
        dial(asked, request); // may fail at once, and end what was set up
        return outcome.map(_ -> entries(asked))
                .onFailure()
                .transform(failure -> failed(request, ErrorCode.SETUP_FAILED, failure));
    }

    private List<Target> targets(List<Destination> destinations) {
        List<Target> made = new ArrayList<>();
        for (Destination destination : destinations) {
            int number = made.size();
            made.add(target(place(number, destination, Map.of(), events(number)), destination));
        }
        return List.copyOf(made);
    }

    /** The shares of the servers in what the client may be told. */
    EventShares shares() {
        return shares;
    }

    private ServerEvents events(int number) {
        return new ServerEvents(
                number,
                shares.ofServer(System.nanoTime()),
                loop,
                System::nanoTime,
                news,
                gateway.metrics());
    }

    private Place place(
            int number, Destination home, Map<Integer, String> names, ServerEvents events) {
        Recovery recovery =
                new Recovery(gateway.recover(), loop, Recovery.Nature.REAL, () -> again(number));
        return new Place(number, home, names, recovery, events);
    }

    private Target target(Place place, Destination destination) {
        TargetMetrics metrics = gateway.metrics().target(destination.server().url().label());
        return new Target(place, destination, loop, this, metrics);
    }

    /** Says whether enough servers are connected, to everyone who asks; asked first by us. */
    private Uni<Void> setup(List<Target> asked) {
        Uni<Void> outcome =
                Quorum.of(required(), asked, Target::connected)
                        .onItem()
                        .invoke(this::connected)
                        .onFailure()
                        .invoke(this::notConnected)
                        .memoize()
                        .indefinitely();
        outcome.subscribe().with(_ -> {}, _ -> {});
        return outcome;
    }

    private void connected() {
        long connected = targets.stream().filter(Target::isConnected).count();
        String count = count(connected, "connected");
        news.merged(null, NetStatus.of("status", "NetConnection.Setup.Success", count));
        isSetUp = true;
        targets.forEach(this::setUp);
    }

    /** What has to do with outages begins once there is a setup. */
    private void setUp(Target target) {
        if (isSetUp && recovers()) {
            target.setUp();
        }
    }

    private boolean recovers() {
        return gateway.recover().enabled() && Objects.requireNonNull(connect).recover();
    }

    private void notConnected(Throwable failure) {
        String why = String.valueOf(failure.getMessage());
        news.merged(null, NetStatus.of("error", "NetConnection.Setup.Failed", why));
        close();
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
                        recovers()
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
        Place place = place(request, left.place());
        left.recovery().restart();
        return Left.follow(replace(left, place, place.home(), request.timeout()), Target::connected)
                .replaceWith((Fields) new Fields.None())
                .onFailure()
                .transform(failure -> failed(request, ErrorCode.SETUP_FAILED, failure));
    }

    private Place place(Reconnect request, Place was) {
        Map<Integer, String> names = request.names().isEmpty() ? was.names() : request.names();
        if (request.to() == null) {
            return new Place(was.number(), was.home(), names, was.recovery(), was.events());
        }
        List<Destination> to =
                Destination.list(request, List.of(request.to()), targets.size() - 1, gateway);
        check(
                to.size() == 1,
                request,
                ErrorCode.BAD_REQUEST,
                "to: a pool of " + to.size() + " servers, expected one server");
        return place(was.number(), to.getFirst(), names, was.events());
    }

    /** The time has come to ask a server again that recovers. */
    private void again(int number) {
        Target left = at(number);
        replace(left, left.place(), left.next(), Objects.requireNonNull(connect).timeout());
    }

    /** Connects anew where {@code left} was; what the others have it gets, too. */
    private Target replace(Target left, Place place, Destination destination, Duration timeout) {
        Target target = target(place, destination);
        numbered = numbered.stream().map(it -> it.equals(left) ? target : it).toList();
        targets = targets.stream().map(it -> it.equals(left) ? target : it).toList();
        setUp(target);
        left.replacedBy(target);
        join(target, left.gone(), timeout);
        return target;
    }

    /** Dials when it may. */
    private void join(Target target, Uni<Void> free, Duration timeout) {
        target.announce();
        parts.forEach(part -> part.join(target));
        refuseWhatIsNotAllowed(target);
        Connect asked = Objects.requireNonNull(connect);
        free.subscribe().with(_ -> dial(target, asked, timeout));
    }

    /** A server wants to be connected anew, here or elsewhere. */
    private void move(Target target, NetStatus wish) {
        if (!recovers() || !target.isConnected()) {
            return;
        }
        try {
            target.move(ReconnectRequest.leadsTo(wish, target.destination(), gateway));
        } catch (IllegalArgumentException refusal) {
            String why = String.valueOf(refusal.getMessage());
            String code = "NetConnection.Connect.ReconnectRefused";
            news.said(target, null, NetStatus.of("warning", code, why));
        }
    }

    /**
     * Asks for a further server, or those of a pool; what the others have they get, too. Done at
     * once: what becomes of them is told.
     */
    Uni<Fields> add(AddServer request) {
        checkAsked(request);
        List<Destination> list =
                Destination.list(request, List.of(request.server()), targets.size(), gateway);
        check(
                numbered.size() + list.size() <= MAX_NUMBERS,
                request,
                ErrorCode.TOO_MANY,
                numbered.size()
                        + " servers were there already, expected "
                        + MAX_NUMBERS
                        + " at most");
        List<Target> added = new ArrayList<>();
        for (Destination destination : list) {
            int number = numbered.size() + added.size();
            Place place = place(number, destination, request.names(), events(number));
            added.add(target(place, destination));
        }
        numbered = Stream.concat(numbered.stream(), added.stream()).toList();
        targets = Stream.concat(targets.stream(), added.stream()).toList();
        added.forEach(this::setUp);
        added.forEach(target -> join(target, target.gone(), request.timeout()));
        return Uni.createFrom().item(entries(added));
    }

    /** Ends one server in order, and for good. With the last one, everything ends. */
    Uni<Fields> remove(RemoveServer request) {
        checkAsked(request);
        Target target = target(request, request.server());
        if (targets.size() == 1) {
            close();
        } else {
            targets = targets.stream().filter(each -> each != target).toList();
            target.remove();
        }
        return Uni.createFrom().item(new Fields.None());
    }

    /** The server of a number; after {@link #checkAsked}. */
    Target target(Request request, int number) {
        check(
                number < numbered.size() && targets.contains(at(number)),
                request,
                ErrorCode.NO_SUCH_SERVER,
                "server %d, expected one of %s"
                        .formatted(number, targets.stream().map(Target::number).toList()));
        return at(number);
    }

    /** The server of a number; one that was removed is closed. */
    Target at(int number) {
        return numbered.get(number);
    }

    /** A live stream of a server, reached as its connection is; after {@link #checkAsked}. */
    Upstream upstream(Target target, String stream) {
        Connect asked = Objects.requireNonNull(connect);
        return target.destination().upstream(asked.properties(), asked.args(), stream);
    }

    /** Refuses what needs servers where none was asked for. */
    void checkAsked(Request request) {
        check(!targets.isEmpty(), request, ErrorCode.BAD_STATE, "not connected");
    }

    /** Refuses to connect where there are servers already. */
    void checkNotAsked(Request request) {
        check(targets.isEmpty(), request, ErrorCode.BAD_STATE, "connected already");
    }

    /** Waits for connect; fails where it failed, or was not asked. */
    Uni<Void> ready(Request request) {
        return setup.onFailure()
                .transform(
                        _ ->
                                new RequestException(
                                        request.id(), ErrorCode.BAD_STATE, "not connected"));
    }

    /** Tells which state each server has, also those that were removed. */
    void tellAll() {
        numbered.forEach(Target::tell);
    }

    /** Ends what is done on the servers, then every connection; connect may be asked again. */
    void close() {
        List<Target> ending = targets;
        targets = List.of();
        numbered = List.of();
        setup = NEVER_ASKED;
        parts.forEach(Part::close);
        ending.forEach(Target::close);
    }

    /** Calls {@code task} when no connection is left, also of those that were asked to close. */
    void whenGone(Runnable task) {
        memory.whenEmpty(task);
    }

    @Override
    public void changed(Target target, Target.@Nullable Reason reason, @Nullable Retry retry) {
        news.tell(
                new ServerNews(
                        target.number(),
                        target.label(),
                        target.state(),
                        reason == null ? null : reason.cause(),
                        reason == null ? null : reason.text(),
                        retry));
    }

    @Override
    public void left(Target target) {
        parts.forEach(part -> part.leave(target));
    }

    @Override
    public void status(Target target, NetStatus status) {
        news.status(target, null, status);
    }

    @Override
    public void said(Target target, NetStatus status) {
        news.said(target, null, status);
        if (ReconnectRequest.is(status) && moving.add(target)) { // one wish of each waits
            setup.subscribe()
                    .with(
                            _ -> {
                                moving.remove(target);
                                move(target, status);
                            },
                            _ -> moving.remove(target));
        }
    }

    @Override
    public void called(Target target, IncomingCall call) {
        parts.forEach(part -> part.called(target, call));
    }

    @Override
    public void told(Target target, String handler, List<AmfValue> arguments) {
        parts.forEach(part -> part.told(target, handler, arguments));
    }

    private static Fields entries(List<Target> asked) {
        return new Fields.Servers(
                asked.stream()
                        .map(
                                target ->
                                        new Fields.ServerEntry(
                                                target.number(), target.label(), target.state()))
                        .toList());
    }
}
