package io.multiconnection.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.protocol.Cause;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.multiconnection.rtmp.client.RtmpUrl;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FaultCausesTest {

    private static final Destination HOME =
            new Destination(
                    Pool.Server.named(RtmpUrl.parse("rtmp://a.example/live")),
                    true,
                    _ -> true,
                    "test");

    static Stream<Throwable> foreignExceptions() {
        return Stream.of(
                new IOException("recvAddress(..) failed with error(-104)"),
                new IllegalStateException(),
                new CancellationException(),
                new CompletionException(new IOException("writev(..) failed")),
                new OutOfMemoryError("Java heap space"));
    }

    @ParameterizedTest
    @MethodSource("foreignExceptions")
    void hidesMessagesOfForeignExceptions(Throwable failure) {
        assertThat(FaultCauses.describe(failure, HOME))
                .isIn("no longer asked", "the gateway failed in a way that nobody expected");
    }

    @Test
    void showsOwnMessages() {
        assertThat(FaultCauses.describe(new RtmpClientException(Kind.LOST, "it was lost"), HOME))
                .isEqualTo("it was lost");
        assertThat(FaultCauses.describe(new CancellationException("the stream was closed"), HOME))
                .isEqualTo("the stream was closed");
        assertThat(
                        FaultCauses.describe(
                                new TargetLeftException("rtmp://a.example/live: closed"), HOME))
                .isEqualTo("rtmp://a.example/live: closed");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void refusedPublishIsFinalUnlessServerHadStream(Kind kind) {
        RtmpClientException fault = new RtmpClientException(kind, "x");
        boolean isRefusal = kind == Kind.REFUSED || kind == Kind.HUNG_UP;
        assertThat(FaultCauses.ofPublish(fault, false) == Cause.REFUSED_PUBLISH)
                .isEqualTo(isRefusal);
        assertThat(FaultCauses.ofPublish(fault, true) == Cause.REFUSED_PUBLISH)
                .isEqualTo(kind == Kind.REFUSED);
    }
}
