package io.multiconnection.gateway;

import io.multiconnection.gateway.GatewayMetrics.TargetMetrics;
import io.multiconnection.target.Destination;
import io.multiconnection.target.ReconnectSchedule;
import io.multiconnection.target.ServerEventSender;
import io.multiconnection.target.ServerSlot;
import io.multiconnection.target.SessionEventBudget;
import io.multiconnection.target.StreamNames;
import io.multiconnection.target.Target;
import io.multiconnection.target.WriteGuard;
import io.multiconnection.target.WriteSubject;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

/** Creates the targets of one session, with the places of its servers. */
final class TargetFactory {

    private final Gateway gateway;
    private final EventLoop loop;
    private final EventWriter news;
    private final SessionEventBudget shares;
    private final Target.Listener listener;
    private final IntConsumer again;
    private final BiConsumer<Integer, WriteSubject> setAside;

    /**
     * Creates a factory.
     *
     * @param shares of the session's servers in what the client may be told
     * @param again connects to the lost server of a number again
     * @param setAside notified of what is no longer written to the server of a number
     */
    TargetFactory(
            Gateway gateway,
            EventLoop loop,
            EventWriter news,
            SessionEventBudget shares,
            Target.Listener listener,
            IntConsumer again,
            BiConsumer<Integer, WriteSubject> setAside) {
        this.gateway = gateway;
        this.loop = loop;
        this.news = news;
        this.shares = shares;
        this.listener = listener;
        this.again = again;
        this.setAside = setAside;
    }

    /**
     * Creates the targets of further servers.
     *
     * @param first number of the first one
     * @param names of streams on these servers, by the streams' numbers
     */
    List<Target> further(int first, List<Destination> destinations, Map<Integer, String> names) {
        List<Target> targets = new ArrayList<>();
        for (Destination destination : destinations) {
            int number = first + targets.size();
            ServerSlot place = place(number, destination, new StreamNames(names), events(number));
            targets.add(target(place, destination));
        }
        return List.copyOf(targets);
    }

    private ServerEventSender events(int number) {
        return new ServerEventSender(
                number,
                shares.ofServer(System.nanoTime()),
                loop,
                System::nanoTime,
                news,
                gateway.metrics());
    }

    /** Creates the place of a server at {@code home}, which was never lost. */
    ServerSlot place(int number, Destination home, StreamNames names, ServerEventSender events) {
        ReconnectSchedule recovery =
                new ReconnectSchedule(
                        gateway.recover(),
                        loop,
                        ReconnectSchedule.Nature.REAL,
                        () -> again.accept(number));
        WriteGuard guard =
                new WriteGuard(System::nanoTime, subject -> setAside.accept(number, subject));
        return new ServerSlot(number, home, names, recovery, events, guard);
    }

    /** Creates a target of a server that is at {@code destination} now. */
    Target target(ServerSlot place, Destination destination) {
        TargetMetrics metrics = gateway.metrics().target(destination.group());
        return new Target(place, destination, loop, listener, metrics);
    }
}
