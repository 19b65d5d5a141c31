package io.multiconnection.gateway;

import io.multiconnection.log.LogSubject;
import io.multiconnection.target.Destination;
import io.multiconnection.target.ReconnectSchedule;
import io.multiconnection.target.ServerEventSender;
import io.multiconnection.target.ServerSlot;
import io.multiconnection.target.SessionEventBudget;
import io.multiconnection.target.StreamNames;
import io.multiconnection.target.Target;
import io.multiconnection.target.TargetMetrics;
import io.multiconnection.target.WriteGuard;
import io.multiconnection.target.WriteSubject;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** Factory of the targets of one session, and of the slots of its servers. */
final class TargetFactory {

    private final Gateway gateway;
    private final EventLoop loop;
    private final Supplier<LogSubject> session;
    private final EventWriter writer;
    private final SessionEventBudget eventBudget;
    private final Target.Listener listener;
    private final IntConsumer reconnect;
    private final BiConsumer<Integer, WriteSubject> setAside;

    /**
     * Creates a factory.
     *
     * @param session session and client, for logs
     * @param eventBudget budget of the session for events of its servers
     * @param reconnect reconnects the lost server of a number
     * @param setAside receives the number of a server, and a subject that is no longer written to
     *     it
     */
    TargetFactory(
            Gateway gateway,
            EventLoop loop,
            Supplier<LogSubject> session,
            EventWriter writer,
            SessionEventBudget eventBudget,
            Target.Listener listener,
            IntConsumer reconnect,
            BiConsumer<Integer, WriteSubject> setAside) {
        this.gateway = gateway;
        this.loop = loop;
        this.session = session;
        this.writer = writer;
        this.eventBudget = eventBudget;
        this.listener = listener;
        this.reconnect = reconnect;
        this.setAside = setAside;
    }

    /**
     * Creates the targets of further servers.
     *
     * @param first number of the first one
     * @param names stream names on these servers, by stream number
     */
    List<Target> further(int first, List<Destination> destinations, Map<Integer, String> names) {
        List<Target> targets = new ArrayList<>();
        for (Destination destination : destinations) {
            int number = first + targets.size();
            ServerSlot slot = slot(number, destination, new StreamNames(names), events(number));
            targets.add(target(slot, destination));
        }
        return List.copyOf(targets);
    }

    private ServerEventSender events(int number) {
        return new ServerEventSender(
                number,
                eventBudget.ofServer(System.nanoTime()),
                loop,
                System::nanoTime,
                writer::write,
                gateway.metrics()::eventDropped);
    }

    /** Creates the slot of a new server at {@code home}. */
    ServerSlot slot(int number, Destination home, StreamNames names, ServerEventSender events) {
        ReconnectSchedule schedule =
                new ReconnectSchedule(
                        gateway.recover(),
                        loop,
                        ReconnectSchedule.Timing.SYSTEM,
                        () -> reconnect.accept(number));
        WriteGuard guard =
                new WriteGuard(System::nanoTime, subject -> setAside.accept(number, subject));
        return new ServerSlot(number, home, names, schedule, events, guard);
    }

    /** Creates a target that connects to {@code destination}. */
    Target target(ServerSlot slot, Destination destination) {
        String server = destination.server().url().server();
        TargetMetrics metrics = gateway.metrics().target(destination.group());
        return new Target(
                slot, destination, loop, listener, metrics, () -> session.get().withServer(server));
    }
}
