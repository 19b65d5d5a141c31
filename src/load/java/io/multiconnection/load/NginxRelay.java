package io.multiconnection.load;

import io.multiconnection.peers.Ports;
import io.multiconnection.peers.Program;
import io.multiconnection.peers.TempFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * nginx with the RTMP module, whose {@code push} sends each stream to all servers, and from which
 * each stream can be played over RTMP.
 */
final class NginxRelay extends Relay implements Watchable {

    private static final Duration END = Duration.ofSeconds(10);

    private final TempFolder folder;
    private final RtmpConnector connector;

    NginxRelay(Loops loops, List<Integer> servers) {
        int port = Ports.free();
        TempFolder temporary = new TempFolder("load-nginx");
        String role = servers.isEmpty() ? "play" : "push";
        super("nginx-rtmp " + role, port, program(temporary, configuration(port, servers)));
        folder = temporary;
        connector = new RtmpConnector(loops, port);
    }

    private static Program program(TempFolder folder, String configuration) {
        try {
            Files.writeString(folder.path().resolve("nginx.conf"), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Program.start(
                folder.path(),
                Map.of("PATH", System.getenv("PATH") + ":/usr/sbin"),
                List.of("sh", "-c", "exec nginx -p \"$PWD\" -c \"$PWD/nginx.conf\" -e stderr"));
    }

    private static String configuration(int port, List<Integer> servers) {
        String pushes =
                servers.stream()
                        .map(server -> "push %s;".formatted(RtmpConnector.url(server)))
                        .collect(Collectors.joining("\n"));
        return
"""
daemon off;
user root;
load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;
worker_processes 1;
pid nginx.pid;
events { worker_connections 16384; }
rtmp_auto_push off;
rtmp {
    access_log off;
    server {
        listen 127.0.0.1:%d;
        application live {
            live on;
            %s
        }
    }
}
"""
                .formatted(port, pushes);
    }

    @Override
    Publisher publisher(int number) {
        return new RtmpPublisher(connector, stream(number));
    }

    @Override
    public Viewer viewer(int number, FrameSeat seat) {
        return new RtmpViewer(connector, stream(number), seat);
    }

    @Override
    public void close() {
        program().terminate(); // its worker would outlive a kill
        program().awaitEnd(END);
        folder.close();
    }
}
