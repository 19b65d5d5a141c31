package io.multiconnection.peers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Node-Media-Server 4.4.3 from npm: RTMP, RTMPS with a certificate of its own, Enhanced RTMP, FLV
 * over HTTP. Any application and stream name will do.
 *
 * <p>It never answers {@code releaseStream}, {@code FCPublish} or a method that it does not know. A
 * connect without its command object ends the whole server.
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

    /** The RTMPS URL of a stream. */
    public String tlsUrl(String application, String stream) {
        return "rtmps://localhost:" + tlsPort + "/" + application + "/" + stream;
    }

    /** The URL of a live stream as FLV over HTTP. */
    public String httpUrl(String application, String stream) {
        return "http://127.0.0.1:" + httpPort + "/" + application + "/" + stream + ".flv";
    }

    /** The certificate that a client of {@link #tlsUrl} has to trust, a PEM file. */
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
