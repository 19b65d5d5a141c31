package io.multiconnection.gateway;

import static io.multiconnection.gateway.RequestChecks.check;
import static io.multiconnection.gateway.RequestChecks.failed;

import io.multiconnection.log.LogSubject;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.Request.AddServer;
import io.multiconnection.protocol.Request.Connect;
import io.multiconnection.protocol.Request.Reconnect;
import io.multiconnection.protocol.Request.RemoveServer;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.client.ConnectRequest;
import io.multiconnection.target.Destination;
import io.multiconnection.target.ReconnectRequest;
import io.multiconnection.target.ServerSlot;
import io.multiconnection.target.StreamNames;
import io.multiconnection.target.Target;
import io.multiconnection.target.TargetRetry;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Requests that change the servers of a session: connect, reconnect, addServer, removeServer. Also
 * reconnects servers that were lost, and follows their redirects. Lives on its session's event
 * loop.
 */
final class ServerRequests {

    private static final System.Logger LOG = System.getLogger(ServerRequests.class.getName());
    private final Supplier<LogSubject> session;
    private final Gateway gateway;
    private final ServerList servers;
    private final NumberedTargets targets;
    private final ServerSetup setup;
    private final RtmpMemory memory;
    private final TargetFactory factory;

    ServerRequests(
            Supplier<LogSubject> session,
            Gateway gateway,
            EventLoop loop,
            ServerList servers,
            EventWriter writer,
            ClientGrant grant,
            MemoryAccount memory) {
        this.session = session;
        this.gateway = gateway;
        this.servers = servers;
        this.targets = servers.numbered();
        this.setup = servers.setup();
        this.memory = new RtmpMemory(memory);
        ServerRedirects redirects =
                new ServerRedirects(
                        gateway.destinations(),
                        url -> grant.rights().scope().allows(url),
                        writer,
                        setup::recovers,
                        this::redirect);
        this.factory =
                new TargetFactory(
                        gateway,
                        loop,
                        session,
                        writer,
                        servers.eventBudget(),
                        new TargetEvents(writer, servers.observers(), redirects, setup),
                        this::recover,
                        (number, subject) -> writer.setAside(servers.at(number), subject));
    }

    /** Connects to every server; succeeds when as many as required are connected. */
    Uni<Fields> connect(Connect request) {
        servers.checkNotConnected(request);
        return connect(request, gateway.destinations().resolve(request));
    }

    /** Connects to {@code list} instead of the servers that the request names. */
    Uni<Fields> connect(Connect request, List<Destination> list) {
        servers.checkNotConnected(request);
        List<Target> added = factory.further(0, list, Map.of());
        setup.begin(request);
        targets.add(added);
        added.forEach(Target::announce);
        Uni<Void> outcome = setup.of(added);
        added.forEach(this::refuseUnlessAllowed); // may fail the setup, which closes all servers
        added.forEach(target -> dial(target, request, request.timeout()));
        return outcome.map(_ -> ServerList.entries(targets.all()))
                .onFailure()
                .transform(
                        failure ->
                                failed(
                                        request,
                                        ErrorCode.SETUP_FAILED,
                                        failure,
                                        servers.isTemporary(added, Target::hasRefused)));
    }

    private void refuseUnlessAllowed(Target target) {
        if (!target.destination().allowed()) {
            target.refuse("this gateway does not allow that destination");
        }
    }

    private void dial(Target target, Connect request, Duration timeout) {
        if (target.state().isLeft()) {
            return;
        }
        String server = target.server().url().server();
        LogSubject subject = session.get().withServer(server);
        LOG.log(
                Level.DEBUG,
                "session {0}: connects to server {1}, {2}",
                subject.session(),
                target.number(),
                server,
                subject);
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
                                memory)
                        .calledBy(session));
    }

    /**
     * Connects a server again, whatever its state, or another one in its slot; succeeds when it is
     * connected. The server receives everything that the others have.
     */
    Uni<Fields> reconnect(Reconnect request) {
        servers.checkConnected(request);
        Target left = servers.target(request, request.server());
        ServerSlot slot = slot(request, left.slot());
        left.schedule().restart();
        Target target = replace(left, slot, current(slot.home()), request.timeout());
        return TargetRetry.afterReplacement(target, Target::connected)
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

    private ServerSlot slot(Reconnect request, ServerSlot previous) {
        StreamNames names =
                request.names().isEmpty() ? previous.names() : new StreamNames(request.names());
        if (request.to() == null) {
            previous.guard().forget();
            return new ServerSlot(
                    previous.number(),
                    previous.home(),
                    names,
                    previous.schedule(),
                    previous.events(),
                    previous.guard());
        }
        List<Destination> to =
                gateway.destinations().resolve(request, List.of(request.to()), targets.count() - 1);
        check(
                to.size() == 1,
                request,
                ErrorCode.BAD_REQUEST,
                "to: a pool of " + to.size() + " servers, expected one server");
        return factory.slot(previous.number(), to.getFirst(), names, previous.events());
    }

    /** Reconnects a lost server at the time of its schedule. */
    private void recover(int number) {
        Target left = servers.at(number);
        replace(left, left.slot(), current(left.next()), setup.request().timeout());
    }

    private Destination current(Destination last) {
        return gateway.destinations().current(last);
    }

    /** Follows a redirect of a server that refused connect, within the timeout of that attempt. */
    private void redirect(Target left, Destination to) {
        replace(left, left.slot(), to, left.timeLeft());
    }

    private Target replace(
            Target left, ServerSlot slot, Destination destination, Duration timeout) {
        Target target = factory.target(slot, destination);
        targets.replace(left, target);
        setup.recover(target);
        left.replacedBy(target);
        join(target, left.gone(), timeout);
        return target;
    }

    /** Notifies the observers of a target, and connects it once {@code free} completes. */
    private void join(Target target, Uni<Void> free, Duration timeout) {
        target.announce();
        servers.observers().forEach(observer -> observer.join(target));
        refuseUnlessAllowed(target);
        Connect connect = setup.request();
        free.subscribe().with(_ -> dial(target, connect, timeout));
    }

    /**
     * Adds a server, or those of a pool, which receive everything that the others have. Responds at
     * once; events report their states.
     */
    Uni<Fields> add(AddServer request) {
        servers.checkConnected(request);
        List<Destination> list =
                gateway.destinations().resolve(request, List.of(request.server()), targets.count());
        targets.checkRoom(list.size(), request);
        List<Target> added = factory.further(targets.nextNumber(), list, request.names());
        targets.add(added);
        added.forEach(setup::recover);
        added.forEach(target -> join(target, target.gone(), request.timeout()));
        return Uni.createFrom().item(ServerList.entries(added));
    }

    /** Closes one server in order, for good. With the last one, everything is closed. */
    Uni<Fields> remove(RemoveServer request) {
        servers.checkConnected(request);
        Target target = servers.target(request, request.server());
        if (targets.count() == 1) {
            servers.close();
        } else {
            targets.remove(target);
        }
        target.remove();
        return Uni.createFrom().item(new Fields.None());
    }

    /** Calls {@code task} when no connection is left, including those that are closing. */
    void whenGone(Runnable task) {
        memory.whenEmpty(task);
    }
}
