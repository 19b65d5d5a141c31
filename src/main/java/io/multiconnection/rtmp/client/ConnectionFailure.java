package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfException;
import io.multiconnection.log.LogSubject;
import io.multiconnection.rtmp.RtmpProtocolException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.CodecException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Converts exceptions of a connection to {@link RtmpClientException}s. Decides by their types only:
 * the messages of libraries and of the operating system are written for programmers.
 */
final class ConnectionFailure {

    private static final String NO_RTMP = "the server does not speak RTMP as expected";

    private ConnectionFailure() {}

    /**
     * Returns the exception with which a connection fails.
     *
     * @param server names the server in the log, without secrets
     * @param subject what a log line concerns
     */
    static RtmpClientException fault(Throwable failure, String server, LogSubject subject) {
        return switch (failure) {
            case RtmpClientException fault -> fault;
            case RtmpProtocolException broken -> protocol(String.valueOf(broken.getMessage()));
            case AmfException unreadable -> protocol(String.valueOf(unreadable.getMessage()));
            case CodecException wrapping -> wrapped(wrapping.getCause(), server, subject);
            case SSLException _ ->
                    new RtmpClientException(Kind.LOST, "the TLS connection broke off");
            case ClosedChannelException _ ->
                    new RtmpClientException(Kind.LOST, "the connection was closed");
            case UnknownHostException _ ->
                    new RtmpClientException(Kind.DNS, "the name could not be resolved");
            case ConnectTimeoutException _, SocketTimeoutException _ ->
                    new RtmpClientException(Kind.TIMEOUT, "the server did not answer in time");
            case ConnectException _, NoRouteToHostException _ ->
                    new RtmpClientException(
                            Kind.UNREACHABLE, "the TCP connection was refused or has no route");
            case IOException _ -> new RtmpClientException(Kind.LOST, "the connection broke off");
            default -> UnexpectedFailure.fault(server, subject, failure);
        };
    }

    /** Netty wraps what its decoders throw. */
    private static RtmpClientException wrapped(
            @Nullable Throwable inner, String server, LogSubject subject) {
        return inner == null ? protocol(NO_RTMP) : fault(inner, server, subject);
    }

    private static RtmpClientException protocol(String words) {
        return new RtmpClientException(Kind.PROTOCOL, words, NO_RTMP);
    }

    /** Returns the exception with which a TLS handshake fails. */
    static RtmpClientException tls(Throwable failure) {
        if (failure instanceof SslHandshakeTimeoutException) {
            return new RtmpClientException(Kind.TIMEOUT, "the TLS handshake took too long");
        }
        Throwable inner =
                failure instanceof CodecException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (inner instanceof SSLException || failure instanceof NotSslRecordException) {
            return new RtmpClientException(Kind.TLS, "TLS failed: " + tlsWords(failure));
        }
        // A restarting server closes the connection; a wrong or untrusted one fails in TLS itself.
        return new RtmpClientException(
                Kind.TLS_LOST, "the connection was lost during the TLS handshake");
    }

    /** Returns the most specific reason in the chain of causes. */
    private static String tlsWords(Throwable failure) {
        String words = "the server and the gateway do not agree on how to encrypt";
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 32; cause = cause.getCause()) {
            depth++;
            switch (cause) {
                case NotSslRecordException _ -> {
                    return "the server does not speak TLS on this port";
                }
                case CertificateExpiredException _ -> {
                    return "the server's certificate has expired";
                }
                case CertificateNotYetValidException _ -> {
                    return "the server's certificate is not valid yet";
                }
                case CertPathBuilderException _, CertPathValidatorException _ ->
                        words = "the server's certificate is not trusted";
                case CertificateException _ ->
                        words = "the server's certificate is not valid for this name";
                default -> {} // less specific than another cause
            }
        }
        return words;
    }
}
