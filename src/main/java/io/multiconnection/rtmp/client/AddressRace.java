package io.multiconnection.rtmp.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Happy Eyeballs (RFC 8305, section 5): connects to several addresses of one host and keeps the
 * first connection that succeeds. The next address is dialled 250 ms after the one before it, or as
 * soon as that one fails. All other connections are closed. Lives on its event loop.
 */
final class AddressRace {

    /** Connection Attempt Delay (RFC 8305, section 8). */
    static final Duration STAGGER = Duration.ofMillis(250);

    /** Dials one address. */
    @FunctionalInterface
    interface Connector {

        /** Connects a channel with {@code handler}; the future completes on the event loop. */
        ChannelFuture dial(InetSocketAddress address, ChannelHandler handler);
    }

    /** Receives the outcome of a race. */
    interface Listener {

        /** Takes the connection. Handlers added during this call see it become active. */
        void won(Channel channel, InetSocketAddress address);

        /** Receives the failure of every address. */
        void lost();
    }

    private final Deque<InetSocketAddress> untried;
    private final Connector connector;
    private final ScheduledExecutorService loop;
    private final FailedAddresses failures;
    private final Listener listener;

    /** Connections in progress, in the order in which they were started. */
    private final Map<Channel, InetSocketAddress> open = new LinkedHashMap<>();

    private @Nullable ScheduledFuture<?> timer;
    private boolean over;

    /**
     * Creates a race; {@link #next} starts it.
     *
     * @param addresses in the order to try them, at least one
     * @param failures records addresses that failed, or were slower than a later one
     */
    AddressRace(
            List<InetSocketAddress> addresses,
            Connector connector,
            ScheduledExecutorService loop,
            FailedAddresses failures,
            Listener listener) {
        this.untried = new ArrayDeque<>(addresses);
        this.connector = connector;
        this.loop = loop;
        this.failures = failures;
        this.listener = listener;
    }

    /**
     * Returns the addresses with IPv4 and IPv6 alternating, beginning with the family of the first
     * (section 4).
     */
    static List<InetSocketAddress> interleaved(List<InetSocketAddress> addresses) {
        Deque<InetSocketAddress> first = new ArrayDeque<>();
        Deque<InetSocketAddress> second = new ArrayDeque<>();
        for (InetSocketAddress address : addresses) {
            (isIpv6(address) == isIpv6(addresses.getFirst()) ? first : second).add(address);
        }
        List<InetSocketAddress> interleaved = new ArrayList<>();
        while (!first.isEmpty() || !second.isEmpty()) {
            if (!first.isEmpty()) {
                interleaved.add(first.poll());
            }
            if (!second.isEmpty()) {
                interleaved.add(second.poll());
            }
        }
        return List.copyOf(interleaved);
    }

    private static boolean isIpv6(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address;
    }

    /** Dials the next address and schedules the one after it. */
    void next() {
        stopTimer();
        InetSocketAddress address = untried.poll();
        if (address == null || over) {
            return;
        }
        if (!untried.isEmpty()) {
            timer = loop.schedule(this::next, STAGGER.toMillis(), TimeUnit.MILLISECONDS);
        }
        ChannelFuture dialled = connector.dial(address, new Entrant(address));
        Channel channel = dialled.channel();
        if (!over) {
            open.put(channel, address);
        }
        dialled.addListener(_ -> dialled(channel, address, dialled.isSuccess()));
    }

    private void dialled(Channel channel, InetSocketAddress address, boolean succeeded) {
        if (over || succeeded) {
            return;
        }
        open.remove(channel);
        failures.failed(address);
        if (!untried.isEmpty()) {
            next();
        } else if (open.isEmpty()) {
            over = true;
            listener.lost();
        }
    }

    /** Ends the race because its time is up. */
    void fail() {
        open.values().forEach(failures::failed);
        cancel();
    }

    /** Ends the race: dials no further address and closes all connections except the winner. */
    void cancel() {
        over = true;
        stopTimer();
        List<Channel> losers = List.copyOf(open.keySet());
        open.clear();
        losers.forEach(Channel::close);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void won(Channel winner, InetSocketAddress address) {
        for (Map.Entry<Channel, InetSocketAddress> each : open.entrySet()) {
            if (each.getKey().equals(winner)) {
                break;
            }
            failures.failed(each.getValue()); // started earlier and slower
        }
        open.remove(winner);
        cancel();
        listener.won(winner, address);
    }

    /** Sole handler of a connection in progress. */
    private final class Entrant extends ChannelInboundHandlerAdapter {

        private final InetSocketAddress address;

        Entrant(InetSocketAddress address) {
            this.address = address;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (over) {
                ctx.close();
                return;
            }
            won(ctx.channel(), address);
            ctx.pipeline().remove(this);
            ctx.fireChannelActive(); // for the handlers that the listener has added
        }
    }
}
