package io.multiconnection.peers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Node-Media-Server 4.4.3 from npm: RTMP, RTMPS with a self-signed certificate, Enhanced RTMP and
 * FLV over HTTP, with any application and stream name.
 *
 * <p>Never responds to {@code releaseStream}, {@code FCPublish} or unknown methods. A connect
 * without a command object crashes the server.
 */
public final class NodeMediaServer extends RtmpServer {

    private final int tlsPort = Ports.free();
    private final int httpPort = Ports.free();
    private final Certificate certificate = Certificate.make(folder());

    private NodeMediaServer() {
        super("nms");
    }

    public static NodeMediaServer start() {
        NodeMediaServer server = new NodeMediaServer();
        server.restart();
        return server;
    }

    /** Returns the RTMPS URL of a stream. */
    public String tlsUrl(String application, String stream) {
        return "rtmps://localhost:" + tlsPort + "/" + application + "/" + stream;
    }

    /** Returns the URL of a live stream as FLV over HTTP. */
    public String httpUrl(String application, String stream) {
        return "http://127.0.0.1:" + httpPort + "/" + application + "/" + stream + ".flv";
    }

    /** Returns the PEM file with the certificate of {@link #tlsUrl}. */
    public Path certificate() {
        return certificate.certificate();
    }

    @Override
    Program launch() {
        Path installed = PeerStore.folder("nms", folder -> PeerStore.npm("nms", folder));
        List<String> command =
                List.of(
                        "node",
                        installed.resolve("server.js").toString(),
                        Integer.toString(port()),
                        Integer.toString(tlsPort),
                        Integer.toString(httpPort));
        return Program.start(folder(), Map.of(), command)
                .awaitListening(port())
                .awaitListening(tlsPort)
                .awaitListening(httpPort);
    }
}
