package io.multiconnection.gateway;

import static io.multiconnection.gateway.RequestChecks.check;

import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.Request.Connect;
import io.multiconnection.relay.UpstreamPlay;
import io.multiconnection.target.Destination;
import io.multiconnection.target.Quorum;
import io.multiconnection.target.ReconnectSchedule;
import io.multiconnection.target.SessionEventBudget;
import io.multiconnection.target.Target;
import io.multiconnection.target.TargetRetry;
import io.netty.channel.EventLoop;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Servers of a session: their targets, how many of them are required, and the parts of the session
 * that use them. {@link ServerRequests} changes the list. Lives on its session's event loop.
 */
final class ServerList {

    private final Gateway gateway;
    private final EventLoop loop;
    private final NumberedTargets targets = new NumberedTargets();
    private final SessionEventBudget eventBudget;
    private final ServerSetup setup;
    private final List<ServerObserver> observers = new ArrayList<>();

    ServerList(Gateway gateway, EventLoop loop, EventWriter writer) {
        this.gateway = gateway;
        this.loop = loop;
        this.eventBudget =
                new SessionEventBudget(
                        gateway.limits().buffers().unreadBytes(),
                        gateway.limits().serverEventsPerSecond(),
                        targets::count,
                        System.nanoTime());
        this.setup = new ServerSetup(gateway, writer, targets, this::close);
    }

    /** Adds an observer of the servers. Observers are notified in the order of these calls. */
    <O extends ServerObserver> O with(O observer) {
        observers.add(observer);
        return observer;
    }

    List<ServerObserver> observers() {
        return observers;
    }

    /** Returns the targets of all servers, in the order of their numbers; none before connect. */
    List<Target> targets() {
        return targets.present();
    }

    /** Returns the numbered targets, which {@link ServerRequests} changes. */
    NumberedTargets numbered() {
        return targets;
    }

    ServerSetup setup() {
        return setup;
    }

    /** Returns the budget of the events that the servers cause at the client. */
    SessionEventBudget eventBudget() {
        return eventBudget;
    }

    /**
     * Performs an operation on each server that may be connected; succeeds when as many servers as
     * connect required have succeeded. If no server may be connected, fails with the reasons of
     * all.
     *
     * @param requested targets at the time of the request
     * @param limit time to wait for a server that is reconnecting
     */
    Uni<Void> onEach(
            List<Target> requested, Duration limit, Function<Target, Uni<Void>> operation) {
        List<Target> now = requested.stream().map(target -> at(target.number())).toList();
        List<Target> able = now.stream().filter(Target::mayBeConnected).toList();
        List<Target> chosen = able.isEmpty() ? now : able;
        return Quorum.of(
                setup.required(chosen.size()),
                chosen.stream()
                        .map(
                                target ->
                                        new TargetRetry(loop, limit)
                                                .afterRecovery(target, operation))
                        .toList());
    }

    /** Returns the traces of requests. */
    Traces traces() {
        return gateway.traces();
    }

    /** Returns a sentence such as "2 of 3 servers connected.". */
    String count(long count, String verb) {
        return targets.count(count, verb);
    }

    /** Returns whether a failure may be temporary: enough servers have not refused. */
    boolean isTemporary(List<Target> requested, Predicate<Target> refused) {
        return setup.isTemporary(requested, refused);
    }

    /** Returns whether any part of the session uses the connection of a target. */
    boolean isUsed(Target target) {
        return observers.stream().anyMatch(observer -> observer.uses(target));
    }

    /** Creates a schedule of further attempts at an operation; empty if recovery is disabled. */
    ReconnectSchedule schedule(Runnable attempt) {
        ReconnectSchedule schedule =
                new ReconnectSchedule(
                        gateway.recover(), loop, ReconnectSchedule.Timing.SYSTEM, attempt);
        if (setup.recovers()) {
            schedule.begin();
        }
        return schedule;
    }

    /** Removes the names of a stream on single servers: another stream has its number now. */
    void removeNames(int stream) {
        targets().forEach(target -> target.slot().names().remove(stream));
    }

    /** Returns the target of a server that a request names; after {@link #checkConnected}. */
    Target target(Request request, int number) {
        return targets.at(number, request);
    }

    /** Returns the target of a server, which is closed if the server was removed. */
    Target at(int number) {
        return targets.at(number);
    }

    /** Returns a live stream of a server, reached as the server's own connection is. */
    UpstreamPlay upstream(Target target, String stream) {
        Connect connect = setup.request();
        Destination destination = target.destination();
        return new UpstreamPlay(
                destination.server().url(),
                connect.properties(),
                connect.args(),
                destination.addresses(),
                stream);
    }

    /** Refuses a request that needs servers before connect. */
    void checkConnected(Request request) {
        check(!targets.present().isEmpty(), request, ErrorCode.BAD_STATE, "not connected");
    }

    /** Refuses to connect a session that has servers. */
    void checkNotConnected(Request request) {
        check(targets.present().isEmpty(), request, ErrorCode.BAD_STATE, "connected already");
    }

    /** Waits for connect; fails if it failed, or was not requested. */
    Uni<Void> ready(Request request) {
        return setup.ready(request);
    }

    /** Performs an operation of a request, in its trace, after {@link #ready}. */
    <T> Uni<T> whenReady(Request request, Supplier<Uni<T>> operation) {
        return ready(request).chain(Context.current().wrapSupplier(operation)::get);
    }

    /** Reports the state of each server, including removed ones. */
    void reportStates() {
        targets.all().forEach(Target::reportState);
    }

    /** Returns the response that lists the servers of these targets. */
    static Fields entries(List<Target> targets) {
        return NumberedTargets.entries(targets);
    }

    /** Closes every part and every connection; the client may connect again. */
    void close() {
        List<Target> ending = targets.present();
        targets.clear();
        setup.end();
        observers.forEach(ServerObserver::close);
        ending.forEach(Target::close);
    }
}
