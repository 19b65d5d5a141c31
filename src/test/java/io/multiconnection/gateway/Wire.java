package io.multiconnection.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Proxy to a local server whose connections can be cut. */
final class Wire implements AutoCloseable {

    private final int port;
    private final ServerSocket end;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile long cutAfter = Long.MAX_VALUE;

    /** Creates a proxy to a port. */
    Wire(int port) {
        this.port = port;
        try {
            end = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.submit(this::accept);
    }

    /** Returns the port of the proxy. */
    String host() {
        return "127.0.0.1:" + end.getLocalPort();
    }

    /** Cuts every connection, and each new one after a number of bytes from its client. */
    void cutAfter(long bytes) {
        cutAfter = bytes;
        sockets.forEach(Wire::hangUp);
    }

    /** Keeps new connections. */
    void mend() {
        cutAfter = Long.MAX_VALUE;
    }

    private Void accept() throws IOException {
        while (true) {
            Socket client = end.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
            sockets.add(client);
            sockets.add(server);
            threads.submit(() -> pump(client, server, cutAfter));
            threads.submit(() -> pump(server, client, Long.MAX_VALUE));
        }
    }

    private static void pump(Socket from, Socket to, long most) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            long left = most;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (count < 0) {
                    return;
                }
                out.write(buffer, 0, count);
                left -= count;
            }
        } catch (IOException e) {
            // the other direction has closed the socket
        }
    }

    private static void hangUp(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            end.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(Wire::hangUp);
        threads.close();
    }
}
