package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.RtmpProtocolException;
import io.multiconnection.rtmp.client.RtmpFault.Kind;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NetConnectionHandlerTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<RtmpFault> faults = new ArrayList<>();
    private final NetConnection connection =
            new NetConnection(
                    channel,
                    RtmpLimits.DEFAULT,
                    RtmpMemory.unlimited(),
                    new Unheard(),
                    faults::add);

    @AfterEach
    void leavesNothingBehind() {
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void aWriteThatFailsDoesNotCallItsCallerBack() {
        channel.pipeline().addLast(new BrokenPipe(), new Caller(), handler());

        channel.writeInbound("tell");
        assertThat(faults).extracting(RtmpFault::kind).containsExactly(Kind.LOST);
        assertThat(faults)
                .extracting(RtmpFault::text)
                .containsExactly("the connection broke off: Broken pipe");
    }

    @Test
    void whatBreaksTheProtocolIsSaidAsItIs() {
        channel.pipeline().addLast(handler());

        channel.pipeline().fireExceptionCaught(new RtmpProtocolException("chunk size 0"));
        channel.runPendingTasks();
        assertThat(faults).extracting(RtmpFault::kind).containsExactly(Kind.PROTOCOL);
        assertThat(faults).extracting(RtmpFault::text).containsExactly("chunk size 0");
    }

    private NetConnectionHandler handler() {
        return new NetConnectionHandler(connection, () -> {}, RtmpLimits.DEFAULT);
    }

    /** Tells the server something when anything comes. */
    private final class Caller extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            connection.tell("FCUnpublish");
            assertThat(faults).as("heard of while tell is under way").isEmpty();
        }
    }

    private static final class BrokenPipe extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            promise.setFailure(new IOException("Broken pipe"));
        }
    }

    /** Hears nothing: the connection is lost before it is connected. */
    private static final class Unheard implements NetConnection.Listener {

        @Override
        public void onStatus(NetStatus status) {
            throw new AssertionError(status);
        }

        @Override
        public void onLost(RtmpFault fault) {
            throw new AssertionError(fault);
        }
    }
}
