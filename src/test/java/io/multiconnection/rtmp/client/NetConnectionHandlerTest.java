package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.RtmpProtocolException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetConnectionHandlerTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<RtmpClientException> faults = new ArrayList<>();
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
    void reportsWriteFailureAsynchronously() {
        channel.pipeline().addLast(new BrokenPipe(), new Caller(), handler());

        channel.writeInbound("tell");
        assertThat(faults).extracting(RtmpClientException::kind).containsExactly(Kind.LOST);
        assertThat(faults)
                .extracting(RtmpClientException::text)
                .containsExactly("the connection broke off");
    }

    @Test
    void reportsTextOfProtocolException() {
        channel.pipeline().addLast(handler());

        channel.pipeline().fireExceptionCaught(new RtmpProtocolException("chunk size 0"));
        channel.runPendingTasks();
        assertThat(faults).extracting(RtmpClientException::kind).containsExactly(Kind.PROTOCOL);
        assertThat(faults).extracting(RtmpClientException::text).containsExactly("chunk size 0");
    }

    /** Failures of the listener, and failures of a decoder as Netty wraps them. */
    static Stream<Throwable> unexpectedFailures() {
        return Stream.of(
                new StackOverflowError("secret"),
                new IllegalStateException("secret"),
                new OutOfMemoryError("secret"),
                new DecoderException(new IndexOutOfBoundsException("secret")));
    }

    @ParameterizedTest
    @MethodSource("unexpectedFailures")
    void reportsUnexpectedFailureAsProtocolErrorAndLogsItOnce(Throwable failure) {
        channel.pipeline().addLast(handler());
        List<LogRecord> records = new ArrayList<>();
        Logger logger = Logger.getLogger(UnexpectedFailure.class.getName());
        Handler log = recorder(records);
        logger.addHandler(log);
        try {
            channel.pipeline().fireExceptionCaught(failure);
            channel.pipeline().fireExceptionCaught(failure);
            channel.runPendingTasks();
        } finally {
            logger.removeHandler(log);
        }
        assertThat(faults).extracting(RtmpClientException::kind).containsExactly(Kind.PROTOCOL);
        assertThat(faults)
                .extracting(RtmpClientException::text)
                .containsExactly("the server sent something that this gateway cannot handle");
        Throwable logged = failure instanceof DecoderException ? failure.getCause() : failure;
        assertThat(records).hasSize(1);
        String line = new SimpleFormatter().formatMessage(records.getFirst());
        assertThat(line).contains(logged.getClass().getName()).doesNotContain("secret");
    }

    private static Handler recorder(List<LogRecord> records) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                records.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void reportsAmfExceptionAsProtocolError() {
        channel.pipeline().addLast(handler());
        channel.pipeline().fireExceptionCaught(new AmfException("nested 257 deep, limit 256"));
        channel.runPendingTasks();
        assertThat(faults).extracting(RtmpClientException::kind).containsExactly(Kind.PROTOCOL);
        assertThat(faults)
                .extracting(RtmpClientException::text)
                .containsExactly("nested 257 deep, limit 256");
    }

    /** Covers messages that are already decoded and arrive before the channel is closed. */
    @Test
    void ignoresMessagesAfterAFailure() {
        List<String> data = new ArrayList<>();
        NetConnection failing =
                new NetConnection(
                        channel,
                        RtmpLimits.DEFAULT,
                        RtmpMemory.unlimited(),
                        new NetConnectionListener() {
                            @Override
                            public void onStatus(NetStatus status) {}

                            @Override
                            public void onData(String handler, List<AmfValue> arguments) {
                                data.add(handler);
                                throw new StackOverflowError();
                            }

                            @Override
                            public void onLost(RtmpClientException fault) {}
                        },
                        faults::add);
        channel.pipeline().addLast(new NetConnectionHandler(failing, () -> {}, RtmpLimits.DEFAULT));
        channel.writeInbound(data("first"), data("second"));
        channel.runPendingTasks();
        assertThat(data).containsExactly("first");
        assertThat(faults).extracting(RtmpClientException::kind).containsExactly(Kind.PROTOCOL);
    }

    private static RtmpMessage data(String handler) {
        return new RtmpMessage(0, 0, new Data(List.of(new AmfString(handler)), AmfEncoding.AMF0));
    }

    private NetConnectionHandler handler() {
        return new NetConnectionHandler(connection, () -> {}, RtmpLimits.DEFAULT);
    }

    /** Handler that sends a command for every message that arrives. */
    private final class Caller extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            connection.outgoing().command("FCUnpublish");
            assertThat(faults).as("faults reported from within the write").isEmpty();
        }
    }

    private static final class BrokenPipe extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            promise.setFailure(new IOException("Broken pipe"));
        }
    }

    /** Listener that expects no event: the connection is lost before it is established. */
    private static final class Unheard implements NetConnectionListener {

        @Override
        public void onStatus(NetStatus status) {
            throw new AssertionError(status);
        }

        @Override
        public void onLost(RtmpClientException fault) {
            throw new AssertionError(fault);
        }
    }
}
