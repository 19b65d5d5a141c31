package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfException;
import io.multiconnection.log.LogSubject;
import io.multiconnection.rtmp.RtmpProtocolException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.EncoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Kinds and texts of connection failures, which do not repeat messages of exceptions. */
class ConnectionFailureTest {

    /** Parts of library messages that must not appear in texts for users. */
    private static final String INTERNAL_DETAILS =
            "(?s).*(\\(\\.\\.\\)|\\w+\\.\\w+\\.[A-Z]\\w*|Exception|errno|error\\(|-\\d{2,3}|E[A-Z]{4,}|null"
                + "|/127\\.|Throwable|recv|syscall).*";

    static Stream<Arguments> failures() {
        IOException reset = new IOException("recvAddress(..) failed with error(-104): ECONNRESET");
        return Stream.of(
                Arguments.of(reset, Kind.LOST),
                Arguments.of(new SocketException("Connection reset"), Kind.LOST),
                Arguments.of(new EOFException("java.io.EOFException: null"), Kind.LOST),
                Arguments.of(new BindException("EADDRINUSE"), Kind.LOST),
                Arguments.of(new ClosedChannelException(), Kind.LOST),
                Arguments.of(
                        new ConnectException(
                                "finishConnect(..) failed: Connection refused: /127.0.0.1:1"),
                        Kind.UNREACHABLE),
                Arguments.of(new NoRouteToHostException("connect(..) failed"), Kind.UNREACHABLE),
                Arguments.of(new ConnectTimeoutException("after 30 ms: /127.0.0.1"), Kind.TIMEOUT),
                Arguments.of(new SocketTimeoutException("null"), Kind.TIMEOUT),
                Arguments.of(new UnknownHostException("java.net.x: null"), Kind.DNS),
                Arguments.of(new SSLException("javax.net.ssl.SSLException: x"), Kind.LOST),
                Arguments.of(new DecoderException(new SSLException("x(..)")), Kind.LOST),
                Arguments.of(new DecoderException(reset), Kind.LOST),
                Arguments.of(new EncoderException(reset), Kind.LOST),
                Arguments.of(new DecoderException("x.y.Zebra"), Kind.PROTOCOL),
                Arguments.of(new CorruptedFrameException("x.y.Zebra"), Kind.PROTOCOL),
                Arguments.of(new DecoderException(new AmfException("nested 65")), Kind.PROTOCOL),
                Arguments.of(
                        new DecoderException(new RtmpProtocolException("chunk size 0")),
                        Kind.PROTOCOL),
                Arguments.of(
                        new DecoderException(new DecoderException(new AmfException("nested 65"))),
                        Kind.PROTOCOL),
                Arguments.of(new IllegalStateException("x.y.Zebra"), Kind.PROTOCOL),
                Arguments.of(new UnresolvedAddressException(), Kind.PROTOCOL),
                Arguments.of(new StackOverflowError(), Kind.PROTOCOL));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void reportsKindAndReadableText(Throwable failure, Kind kind) {
        RtmpClientException fault = ConnectionFailure.fault(failure, "the server", LogSubject.NONE);
        assertThat(fault.kind()).isEqualTo(kind);
        assertThat(fault.text()).isNotBlank().doesNotMatch(INTERNAL_DETAILS);
        assertThat(fault.ownText()).isNotBlank().doesNotMatch(INTERNAL_DETAILS);
    }

    private static SSLHandshakeException tlsError(Throwable cause) {
        SSLHandshakeException failure =
                new SSLHandshakeException("PKIX path building failed: " + cause);
        failure.initCause(new CertificateException("sun.security.validator.x", cause));
        return failure;
    }

    static Stream<Arguments> tlsFailures() {
        return Stream.of(
                Arguments.of(
                        tlsError(new CertificateExpiredException("NotAfter: x")),
                        Kind.TLS,
                        "has expired"),
                Arguments.of(
                        tlsError(new CertificateNotYetValidException("NotBefore: x")),
                        Kind.TLS,
                        "is not valid yet"),
                Arguments.of(
                        tlsError(new CertPathBuilderException("unable to find valid path")),
                        Kind.TLS,
                        "is not trusted"),
                Arguments.of(
                        tlsError(new CertPathValidatorException("Path does not chain")),
                        Kind.TLS,
                        "is not trusted"),
                Arguments.of(
                        tlsError(new CertificateException("No name matching a.example found")),
                        Kind.TLS,
                        "is not valid for this name"),
                Arguments.of(
                        new NotSslRecordException("not an SSL/TLS record: 0300000000"),
                        Kind.TLS,
                        "does not speak TLS on this port"),
                Arguments.of(
                        new DecoderException(
                                new NotSslRecordException("not an SSL/TLS record: 03")),
                        Kind.TLS,
                        "does not speak TLS on this port"),
                Arguments.of(
                        new SSLHandshakeException("Received fatal alert: handshake_failure"),
                        Kind.TLS,
                        "do not agree on how to encrypt"),
                Arguments.of(new SSLProtocolException("(..)"), Kind.TLS, "do not agree"),
                Arguments.of(
                        new SslHandshakeTimeoutException("handshake timed out after 10000ms"),
                        Kind.TIMEOUT,
                        "took too long"),
                Arguments.of(new ClosedChannelException(), Kind.TLS_LOST, "was lost"),
                Arguments.of(new IOException("recvAddress(..) failed"), Kind.TLS_LOST, "was lost"));
    }

    @ParameterizedTest
    @MethodSource("tlsFailures")
    void explainsTlsFailure(Throwable failure, Kind kind, String words) {
        RtmpClientException fault = ConnectionFailure.tls(failure);
        assertThat(fault.kind()).isEqualTo(kind);
        assertThat(fault.text()).contains(words).doesNotMatch(INTERNAL_DETAILS);
    }
}
