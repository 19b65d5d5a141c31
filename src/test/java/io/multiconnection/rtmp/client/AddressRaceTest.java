package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connection attempts to addresses A to D, which succeed or fail when the test decides. */
class AddressRaceTest {

    private static final List<InetSocketAddress> ADDRESSES =
            Stream.of("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4")
                    .map(AddressRaceTest::address)
                    .toList();

    /** Pending connection attempt. */
    private record Dialled(
            InetSocketAddress address,
            ChannelHandler handler,
            EmbeddedChannel channel,
            ChannelPromise promise) {

        void connect() {
            channel.pipeline().addLast(handler);
            promise.trySuccess();
            channel.pipeline().fireChannelActive();
        }

        void refuse() {
            channel.close();
            promise.tryFailure(new ConnectException("refused"));
        }
    }

    private final EmbeddedChannel clock = new EmbeddedChannel();
    private final FailedAddresses failures = new FailedAddresses(() -> 0);
    private final List<Dialled> dialled = new ArrayList<>();
    private final List<String> outcome = new ArrayList<>();
    private final List<String> events = new ArrayList<>();

    AddressRaceTest() {
        clock.freezeTime();
    }

    @AfterEach
    void close() {
        clock.finishAndReleaseAll();
        dialled.forEach(each -> each.channel().finishAndReleaseAll());
    }

    @Test
    void dialsNextAddressAfterStagger() {
        race(3).next();
        assertThat(tried()).isEqualTo("A");
        advanceMillis(249);
        assertThat(tried()).isEqualTo("A");
        advanceMillis(1);
        assertThat(tried()).isEqualTo("AB");
        advanceMillis(250);
        assertThat(tried()).isEqualTo("ABC");
        advanceMillis(10_000);
        assertThat(tried()).isEqualTo("ABC");
        assertThat(outcome).isEmpty();
    }

    @Test
    void dialsNextAddressAtOnceWhenOneFailsAndStaggersFromThere() {
        race(3).next();
        advanceMillis(200);
        dialled.get(0).refuse();
        assertThat(tried()).isEqualTo("AB");
        advanceMillis(249);
        assertThat(tried()).isEqualTo("AB");
        advanceMillis(1);
        assertThat(tried()).isEqualTo("ABC");
    }

    @Test
    void handsOverFirstConnectionAndClosesOthers() {
        race(4).next();
        advanceMillis(500);
        dialled.get(1).connect();
        assertThat(outcome).containsExactly("won B");
        assertThat(open()).containsExactly(false, true, false);
        advanceMillis(10_000);
        assertThat(tried()).isEqualTo("ABC");
    }

    @Test
    void firesChannelActiveForAddedHandlers() {
        race(1).next();
        dialled.get(0).connect();
        assertThat(events).containsExactly("active");
        assertThat(dialled.get(0).channel().pipeline().names()).hasSize(2); // and Netty's tail
    }

    /** Simulates two connections established before the event loop handles either. */
    @Test
    void closesLosingConnectionThatIsAlreadyEstablished() {
        race(2).next();
        advanceMillis(250);
        dialled.get(1).connect();
        dialled.get(0).connect();
        assertThat(outcome).containsExactly("won B");
        assertThat(open()).containsExactly(false, true);
        assertThat(events).containsExactly("active");
    }

    @Test
    void reportsLossWhenAllAddressesFailed() {
        race(3).next();
        advanceMillis(500);
        dialled.get(2).refuse();
        dialled.get(0).refuse();
        assertThat(outcome).isEmpty();
        dialled.get(1).refuse();
        assertThat(outcome).containsExactly("lost");
        assertThat(failures.ordered(ADDRESSES)).containsExactly(at(3), at(2), at(0), at(1));
    }

    @Test
    void connectsWhenAllOtherAddressesFailed() {
        race(2).next();
        dialled.get(0).refuse();
        dialled.get(1).connect();
        assertThat(outcome).containsExactly("won B");
    }

    @Test
    void closesAllConnectionsWhenCancelled() {
        AddressRace race = race(4);
        race.next();
        advanceMillis(250);
        race.cancel();
        dialled.get(0).refuse();
        advanceMillis(10_000);
        assertThat(tried()).isEqualTo("AB");
        assertThat(open()).containsExactly(false, false);
        assertThat(outcome).isEmpty();
        assertThat(failures.size()).isZero();
    }

    @Test
    void recordsOpenAddressesAsFailedOnTimeout() {
        AddressRace race = race(4);
        race.next();
        advanceMillis(250);
        race.fail();
        assertThat(open()).containsExactly(false, false);
        assertThat(outcome).isEmpty();
        assertThat(failures.ordered(ADDRESSES)).containsExactly(at(2), at(3), at(0), at(1));
    }

    /** Excludes addresses dialled after the winner, which had less time to answer. */
    @Test
    void recordsAddressesSlowerThanLaterOneAsFailed() {
        race(4).next();
        advanceMillis(500);
        dialled.get(1).connect();
        assertThat(failures.size()).isOne();
        assertThat(failures.ordered(ADDRESSES)).endsWith(at(0));
    }

    @Test
    void interleavesFamilies() {
        List<InetSocketAddress> mixed =
                Stream.of("::1", "::2", "::3", "192.0.2.1", "192.0.2.2")
                        .map(AddressRaceTest::address)
                        .toList();
        assertThat(AddressRace.interleaved(mixed))
                .containsExactly(
                        mixed.get(0), mixed.get(3), mixed.get(1), mixed.get(4), mixed.get(2));
        assertThat(AddressRace.interleaved(mixed.reversed()))
                .containsExactly(
                        mixed.get(4), mixed.get(2), mixed.get(3), mixed.get(1), mixed.get(0));
        assertThat(AddressRace.interleaved(ADDRESSES)).isEqualTo(ADDRESSES);
        assertThat(AddressRace.interleaved(List.of())).isEmpty();
    }

    private AddressRace race(int addresses) {
        return new AddressRace(
                ADDRESSES.subList(0, addresses),
                this::dial,
                clock.eventLoop(),
                failures,
                new AddressRace.Listener() {
                    @Override
                    public void won(Channel channel, InetSocketAddress address) {
                        outcome.add("won " + letter(address));
                        channel.pipeline().addLast(new Recorder());
                    }

                    @Override
                    public void lost() {
                        outcome.add("lost");
                    }
                });
    }

    private ChannelFuture dial(InetSocketAddress address, ChannelHandler handler) {
        EmbeddedChannel channel = new EmbeddedChannel();
        ChannelPromise promise = channel.newPromise();
        dialled.add(new Dialled(address, handler, channel, promise));
        return promise;
    }

    private final class Recorder extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            events.add("active");
        }
    }

    private void advanceMillis(long millis) {
        for (long i = 0; i < millis; i++) { // a timer may schedule another
            clock.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            clock.runScheduledPendingTasks();
        }
    }

    private String tried() {
        return String.join("", dialled.stream().map(each -> letter(each.address())).toList());
    }

    private List<Boolean> open() {
        return IntStream.range(0, dialled.size())
                .mapToObj(i -> dialled.get(i).channel().isOpen())
                .toList();
    }

    private static String letter(InetSocketAddress address) {
        return String.valueOf((char) ('A' + ADDRESSES.indexOf(address)));
    }

    private static InetSocketAddress at(int index) {
        return ADDRESSES.get(index);
    }

    private static InetSocketAddress address(String literal) {
        try {
            return new InetSocketAddress(InetAddress.getByName(literal), 1935);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }
}
