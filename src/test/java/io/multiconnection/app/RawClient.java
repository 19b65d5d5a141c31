package io.multiconnection.app;

import io.multiconnection.HangLimit;
import io.multiconnection.app.websocket.GatewayEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** TCP connection from any loopback address that sends arbitrary bytes as HTTP. */
final class RawClient implements AutoCloseable {

    /** Header lines of a WebSocket upgrade. */
    static final String[] UPGRADE = {
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol: " + GatewayEndpoint.SUBPROTOCOL
    };

    private static final int PATIENCE_MILLIS = 1000 * HangLimit.SECONDS;

    private final Socket socket = new Socket();

    RawClient(URI server, String from) {
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
            socket.connect(
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawClient send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a WebSocket upgrade with additional header lines. */
    RawClient upgrade(String... lines) {
        return send(upgradeHead(lines));
    }

    static String upgradeHead(String... lines) {
        return "GET /v1 HTTP/1.1\r\nHost: gateway\r\n"
                + Stream.of(UPGRADE, lines)
                        .flatMap(Stream::of)
                        .map(line -> line + "\r\n")
                        .collect(Collectors.joining())
                + "\r\n";
    }

    /** Returns the head of the next response, up to its empty line. */
    String head() {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = read();
            if (next < 0) {
                throw new IllegalStateException("closed after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Returns the status of the next response. */
    int status() {
        return Integer.parseInt(head().split(" ", 3)[1]);
    }

    /** Returns the next bytes. */
    String body(int length) {
        StringBuilder body = new StringBuilder();
        while (body.length() < length) {
            body.append((char) read());
        }
        return body.toString();
    }

    /** Waits until the server closes the connection; returns the received bytes. */
    String untilClosed() {
        StringBuilder all = new StringBuilder();
        for (int next = read(); next >= 0; next = read()) {
            all.append((char) next);
        }
        return all.toString();
    }

    /** Returns the next byte; -1 if the server has closed or reset the connection. */
    private int read() {
        try {
            InputStream in = socket.getInputStream();
            return in.read();
        } catch (java.net.SocketException _) {
            return -1; // reset
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
