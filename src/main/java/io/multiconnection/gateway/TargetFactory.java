package io.multiconnection.gateway;

import io.multiconnection.gateway.GatewayMetrics.TargetMetrics;
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
    private final News news;
    private final EventShares shares;
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
            News news,
            EventShares shares,
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
            Place place = place(number, destination, new StreamNames(names), events(number));
            targets.add(target(place, destination));
        }
        return List.copyOf(targets);
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

    /** Creates the place of a server at {@code home}, which was never lost. */
    Place place(int number, Destination home, StreamNames names, ServerEvents events) {
        Recovery recovery =
                new Recovery(
                        gateway.recover(), loop, Recovery.Nature.REAL, () -> again.accept(number));
        WriteGuard guard =
                new WriteGuard(System::nanoTime, subject -> setAside.accept(number, subject));
        return new Place(number, home, names, recovery, events, guard);
    }

    /** Creates a target of a server that is at {@code destination} now. */
    Target target(Place place, Destination destination) {
        TargetMetrics metrics = gateway.metrics().target(destination.group());
        return new Target(place, destination, loop, listener, metrics);
    }
}
