package io.multiconnection.peers;

import static java.util.stream.Collectors.toMap;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * nginx with the RTMP module. Applications: {@code live}; {@code keyed}, which refuses publishers
 * without {@code ?key=secret} after the stream name; {@code rec}, which also records; {@code vod},
 * which plays recorded files.
 *
 * <p>Never responds to {@code releaseStream}, {@code FCPublish} or unknown methods, and ignores
 * shared objects. S1 is a copy of the client's C1.
 */
public final class NginxRtmp extends RtmpServer {

    static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_rtmp_module.so");

    private final HttpClient http = HttpClient.newHttpClient();
    private final int httpPort = Ports.free();

    private NginxRtmp() {
        super("nginx");
        try {
            Files.createDirectory(folder().resolve("rec"));
            Files.createDirectory(folder().resolve("tmp"));
            Files.createFile(folder().resolve("notifications.log"));
            Files.writeString(folder().resolve("nginx.conf"), configuration());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static NginxRtmp start() {
        NginxRtmp nginx = new NginxRtmp();
        nginx.restart();
        return nginx;
    }

    public NginxStat stat() {
        return NginxStat.parse(get("/stat"));
    }

    /**
     * Returns the server's notifications about clients, oldest first: maps with "call" (connect,
     * publish, play, publish_done, play_done, disconnect), "app", "name", "tcurl", "flashver" and
     * the arguments after the stream name.
     */
    public List<Map<String, String>> notifications() {
        try {
            return Files.readAllLines(folder().resolve("notifications.log")).stream()
                    .map(NginxRtmp::notification)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the file to which {@code rec} records {@code stream}. */
    public Path recording(String stream) {
        return folder().resolve("rec").resolve(stream + ".flv");
    }

    /**
     * Closes the connection of the stream's publisher; returns the number of publishers, 0 or 1.
     */
    public int drop(String application, String stream) {
        String dropped = get("/control/drop/publisher?app=" + application + "&name=" + stream);
        return Integer.parseInt(dropped.strip());
    }

    @Override
    Program launch() {
        List<String> command =
                List.of("nginx", "-p", folder().toString(), "-c", "nginx.conf", "-e", "stderr");
        return Program.start(folder(), Map.of(), command)
                .awaitListening(port())
                .awaitListening(httpPort);
    }

    @Override
    public void close() {
        http.shutdownNow();
        super.close();
    }

    private static Map<String, String> notification(String query) {
        return new QueryStringDecoder(query, false)
                .parameters().entrySet().stream()
                        .collect(toMap(Map.Entry::getKey, values -> values.getValue().getFirst()));
    }

    private String get(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                        .timeout(Duration.ofSeconds(10))
                        .build();
        return http.sendAsync(request, BodyHandlers.ofString()).join().body();
    }

    /** Configures one process, so that signals reach the whole server. */
    private String configuration() {
        return """
        load_module %1$s;
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr info;
        events { worker_connections 1024; }
        rtmp_auto_push off;
        rtmp {
            access_log off;
            notify_method get;
            on_connect http://127.0.0.1:%3$d/notify;
            on_disconnect http://127.0.0.1:%3$d/notify;
            on_publish http://127.0.0.1:%3$d/notify;
            on_publish_done http://127.0.0.1:%3$d/notify;
            on_play http://127.0.0.1:%3$d/notify;
            on_play_done http://127.0.0.1:%3$d/notify;
            server {
                listen 127.0.0.1:%2$d;
                chunk_size 4096;
                max_message 8M;
                application live { live on; }
                application keyed {
                    live on;
                    on_publish http://127.0.0.1:%3$d/key;
                }
                application rec {
                    live on;
                    record all;
                    record_path rec;
                    record_suffix .flv;
                }
                application vod { play rec; }
            }
        }
        http {
            access_log off;
            client_body_temp_path tmp;
            proxy_temp_path tmp;
            fastcgi_temp_path tmp;
            uwsgi_temp_path tmp;
            scgi_temp_path tmp;
            log_format notification '$args';
            server {
                listen 127.0.0.1:%3$d;
                location /stat { rtmp_stat all; }
                location /control { rtmp_control all; }
                location /notify {
                    access_log notifications.log notification;
                    return 200;
                }
                location /key {
                    access_log notifications.log notification;
                    if ($arg_key != secret) { return 403; }
                    return 200;
                }
            }
        }
        """
                .formatted(MODULE, port(), httpPort);
    }
}
