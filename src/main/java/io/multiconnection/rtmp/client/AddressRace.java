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
 * Connection to the first of several addresses that answers (Happy Eyeballs, RFC 8305, section 5).
 * The next address is dialled 250 ms after the one before it, or as soon as that has failed; the
 * first connection wins, and all others are closed. Lives on its event loop.
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

    /** Outcome of a race. */
    interface Listener {

        /** Takes the connection, before it becomes active for handlers that are added now. */
        void won(Channel channel, InetSocketAddress address);

        /** Every address has failed. */
        void lost();
    }

    private final Deque<InetSocketAddress> untried;
    private final Connector connector;
    private final ScheduledExecutorService loop;
    private final FailedAddresses failures;
    private final Listener listener;

    /** Connections that are being made, in the order in which they were begun. */
    private final Map<Channel, InetSocketAddress> open = new LinkedHashMap<>();

    private @Nullable ScheduledFuture<?> timer;
    private boolean over;

    /**
     * Creates a race that has not begun.
     *
     * @param addresses in the order to try them, at least one
     * @param failures learns which addresses failed, or were slower than a later one
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
     * Returns addresses with their families in turn, beginning with the first one's (section 4).
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

    /** Dials the next address, and plans the one after it. */
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

    /** Ends the race because there is no more time. */
    void fail() {
        open.values().forEach(failures::failed);
        cancel();
    }

    /** Ends the race: nothing is dialled any more, and what was not handed over is closed. */
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
            failures.failed(each.getValue()); // begun earlier, and not there yet
        }
        open.remove(winner);
        cancel();
        listener.won(winner, address);
    }

    /** Sole handler of a connection that is being made. */
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
