package io.multiconnection.load;

import io.multiconnection.peers.Ports;
import io.multiconnection.peers.Program;
import io.multiconnection.peers.TempFolder;
import io.multiconnection.rtmp.client.Dialer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** nginx with the RTMP module, whose {@code push} sends each stream to all sinks. */
final class NginxRelay implements Relay {

    private final Loops loops;
    private final Dialer dialer;
    private final int port = Ports.free();
    private final TempFolder folder = new TempFolder("load-nginx");
    private final Program program;

    NginxRelay(Loops loops, Sinks sinks) {
        this.loops = loops;
        this.dialer = RtmpPublisher.dialer();
        try {
            Files.writeString(folder.path().resolve("nginx.conf"), configuration(port, sinks));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        program =
                Program.start(
                                folder.path(),
                                Map.of("PATH", System.getenv("PATH") + ":/usr/sbin"),
                                List.of(
                                        "sh",
                                        "-c",
                                        "exec nginx -p \"$PWD\" -c \"$PWD/nginx.conf\" -e stderr"))
                        .awaitListening(port);
    }

    private static String configuration(int port, Sinks sinks) {
        String pushes =
                sinks.ports().stream()
                        .map("push rtmp://127.0.0.1:%d/live;"::formatted)
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
    public String name() {
        return "nginx-rtmp push";
    }

    @Override
    public long pid() {
        return program.pid();
    }

    @Override
    public Publisher publisher(int number) {
        return new RtmpPublisher(
                dialer, loops.next(), "rtmp://127.0.0.1:" + port + "/live", "s" + number);
    }

    @Override
    public void close() {
        program.terminate(); // its worker would outlive a kill
        program.awaitEnd(java.time.Duration.ofSeconds(10));
        folder.close();
    }
}
