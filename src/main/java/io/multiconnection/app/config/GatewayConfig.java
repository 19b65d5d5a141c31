package io.multiconnection.app.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Configuration of the gateway, checked at startup. docs/configuration.md is generated from it: a
 * sentence {@code Range: 1 to 255.} or {@code Default: none.} at the end of a setting's description
 * fills the column of that name. A setting that can change while the gateway runs ends with {@code
 * Changes apply while the gateway runs.}
 */
@ConfigMapping(prefix = "multiconnection")
public interface GatewayConfig extends PublicPortConfig {

    /**
     * Hosts under which the gateway serves its own pages, {@code host[:port]}, which may open
     * WebSockets and watch streams. Set it to the gateway's public name. Behind a proxy that
     * terminates TLS, also set {@code quarkus.http.proxy.proxy-address-forwarding=true}.
     */
    @WithDefault("localhost,127.0.0.1,[::1]")
    List<String> hosts();

    /**
     * Web origins, in addition to the gateway's own, whose pages may open WebSockets and watch
     * streams: {@code scheme://host[:port]}; {@code *} for any.
     */
    Optional<List<String>> origins();

    /** HTTP requests that pages of other origins may send. */
    CorsConfig cors();

    /** Destinations that clients may name. */
    AllowConfig allow();

    /** Pools of servers with their stream keys, by name. */
    Map<String, PoolConfig> pools();

    /** RTMP servers inside the gateway, for development and demonstrations. */
    EmbeddedOriginConfig embeddedOrigin();

    /** Reconnection to servers whose connection was lost. */
    RecoverConfig recover();

    /** Sessions without a WebSocket, which clients may resume. */
    ResumeConfig resume();

    /** Shutdown of the gateway. */
    DrainConfig drain();

    /** Published streams. */
    interface PublishConfig {

        /**
         * Longest time that audio waits for the next video frame, to be sent with it; 0 sends it at
         * once. Audio of a stream without video never waits. Range: 0 to 100 ms.
         */
        @WithDefault("20ms")
        Duration audioDelay();

        /**
         * Shortest time between two reads of published media by one event loop. What arrives
         * meanwhile is handled together, which costs less processor time and delays media by up to
         * this time; 0 reads at once. Range: 0 to 20 ms.
         */
        @WithDefault("3ms")
        Duration readInterval();
    }

    /** Playback of streams. */
    PlayConfig play();

    /** Published streams. */
    PublishConfig publish();

    /** Directories of rooms, by name. */
    Map<String, RoomsConfig.DirectoryConfig> rooms();

    /** Pending clients. */
    RoomsConfig.PendingConfig pending();

    /** Webhook that admits clients into rooms. */
    RoomsConfig.AdmissionConfig admission();

    /** Store of the reserved places in rooms. */
    RoomsConfig.ReservationsConfig reservations();

    /** Operators, which see pending clients and decide about them. */
    RoomsConfig.OperatorConfig operator();

    /** Tokens of clients. */
    IdentityConfig identity();

    /** Reverse proxies in front of the gateway. */
    ProxiesConfig proxies();

    /** Other gateways behind the same load balancer, which may hold the session of a client. */
    PeersConfig peers();

    /** Limits of sessions, requests and viewers. */
    LimitsConfig limits();

    /** Limits of the memory that is held for clients and servers. */
    MemoryConfig memory();

    /** Load at which the gateway is not ready for more sessions. */
    LoadConfig load();

    /**
     * PEM file of the certificates to trust for rtmps, and for the keys of clients' tokens; also a
     * whole bundle, such as {@code /etc/ssl/certs/ca-certificates.crt}. Its content is read again
     * when it changes. Default: the JDK's certificates.
     */
    Optional<Path> trustCertificates();

    /**
     * Interval at which files are read again: properties outside of the application, trusted
     * certificates, and the certificates of {@code quarkus.tls}. Running sessions keep what they
     * have; 0 reads files at startup only. Range: 0 to 1 h.
     */
    @WithDefault("10s")
    Duration reloadPeriod();

    /** Destinations that clients may name. */
    interface AllowConfig {

        /**
         * Patterns of servers that clients may name: {@code host[:port][/app]}, up to 1024
         * characters each. {@code *} matches any characters except {@code /}, {@code **} any
         * characters. Hosts are case-insensitive, applications case-sensitive; a pattern without an
         * application matches any application. A pattern with an application rejects paths with a
         * segment {@code ..}, and, unless it has a {@code #} itself, paths that match only because
         * of text after a {@code #}. Hosts in other scripts also match their ASCII form. If absent,
         * clients may use pools only.
         */
        Optional<List<String>> destinations();

        /**
         * Whether a server that a client names may have a loopback, private or link-local address.
         */
        @WithDefault("false")
        boolean privateAddresses();
    }

    /** Pool of servers. */
    interface PoolConfig {

        /** Servers of the pool, which clients use by the pool's name. They need no allow entry. */
        List<PoolServerConfig> servers();

        /**
         * Whether clients receive values from applications on servers with secrets (PROTOCOL.md,
         * section 4): results of calls, calls, data messages and shared objects. Secrets in values
         * are masked; a client that makes an application echo guesses can detect a correct guess.
         * Changes apply while the gateway runs.
         */
        @WithDefault("false")
        boolean values();
    }

    /** Server of a pool. */
    interface PoolServerConfig {

        /**
         * RTMP URL without the stream key; {@code rtmp://user:password@host/app} if the server
         * requires authentication. Changes apply while the gateway runs.
         */
        String url();

        /**
         * Stream key, which never leaves the gateway. Default: the client's stream name. Changes
         * apply while the gateway runs.
         */
        Optional<String> key();
    }

    /** RTMP servers inside the gateway. */
    interface EmbeddedOriginConfig {

        /** Ports, one for each server; 0 for any free port. Range: 0 to 65535. */
        Optional<List<Integer>> ports();

        /** Address to listen on. */
        @WithDefault("127.0.0.1")
        String host();

        /**
         * Folder of persistent shared objects and recordings, with a subfolder for each server:
         * {@code origin-1} for the first port. If absent, objects are in memory and nothing is
         * recorded.
         */
        Optional<Path> folder();

        /**
         * Whether the first server has a directory of demonstration rooms: the persistent shared
         * object {@code rooms} of the application {@code master}.
         */
        @WithDefault("false")
        boolean rooms();

        /** Size limit of one recording. Range: 4096 or more. */
        @WithDefault("1G")
        MemorySize recordingBytes();

        /** Size limit of all recordings of one server. Range: 4096 or more. */
        @WithDefault("8G")
        MemorySize folderBytes();
    }

    /** Reconnection to servers whose connection was lost. */
    interface RecoverConfig {

        /** Whether lost servers are reconnected automatically. */
        @WithDefault("true")
        boolean enabled();

        /**
         * Maximum delay before the first attempt; it doubles with each attempt. Range: more than 0.
         */
        @WithDefault("1s")
        Duration first();

        /**
         * Maximum delay before any attempt. The backoff restarts after a server was live for this
         * time. Range: {@code first} or more.
         */
        @WithDefault("30s")
        Duration max();

        /** Time after the loss of a server at which attempts end. Range: 0 or more. */
        @WithDefault("30m")
        Duration giveUp();

        /**
         * Minimum interval between connects of all sessions to one host and port (PROTOCOL.md,
         * section 11), after a burst of 20. Use a shorter one if a pool's host has thousands of
         * sessions and accepts them faster. Range: 0 or more.
         */
        @WithDefault("20ms")
        Duration hostInterval();

        /**
         * Time after which a server that reads none of the bytes queued for it is lost. Range: 4 ms
         * or more.
         */
        @WithDefault("10s")
        Duration stalledAfter();

        /**
         * Time after which a server that answers pings and then sends nothing is lost. Range: 4 ms
         * or more.
         */
        @WithDefault("30s")
        Duration silentAfter();
    }

    /** Sessions without a WebSocket, which clients may resume (PROTOCOL.md, section 15). */
    interface ResumeConfig {

        /**
         * Time for which a session without a WebSocket is held; 0 disables resuming. Range: 0 to 1
         * h.
         */
        @WithDefault("30s")
        Duration hold();

        /**
         * Size of the messages kept for each client to be resent. Range: 0 to half of {@code
         * limits.unread-bytes}.
         */
        @WithDefault("256K")
        MemorySize bufferBytes();

        /** Number of messages kept for each client to be resent. Range: 0 or more. */
        @WithDefault("1024")
        int bufferMessages();

        /**
         * Sessions held at the same time; further ones end with their WebSocket. Range: 0 or more.
         */
        @WithDefault("5000")
        int sessions();

        /**
         * Time without received bytes after which a WebSocket is lost. Range: twice {@code
         * ping-interval} or more.
         */
        @WithDefault("60s")
        Duration silentAfter();

        /** Interval of the pings of a WebSocket. Range: 1 ms to half of {@code silent-after}. */
        @WithDefault("20s")
        Duration pingInterval();
    }

    /** Shutdown of the gateway (PROTOCOL.md, section 16). */
    interface DrainConfig {

        /**
         * Time for sessions to move to another gateway before they are closed. Range: 0 or more.
         */
        @WithDefault("90s")
        Duration grace();

        /**
         * Time over which the {@code goAway} events of the sessions are spread. Range: 0 to {@code
         * grace}.
         */
        @WithDefault("30s")
        Duration spread();
    }

    /** Playback of streams. */
    interface PlayConfig {

        /** Whether sessions that play the same live stream share one play on the server. */
        @WithDefault("true")
        boolean shared();
    }

    /** Limits of the memory that is held for clients and servers (SECURITY.md). */
    interface MemoryConfig {

        /**
         * Bytes for all clients and servers together. Range: 1M or more. Default: 60 % of the heap
         * or of the direct memory, whichever is smaller.
         */
        Optional<MemorySize> total();

        /**
         * Bytes for all connections of one client address. Range: 1 to {@code total}. Default: a
         * quarter of the total.
         */
        Optional<MemorySize> perAddress();

        /**
         * Bytes for one session, WebSocket, viewer or relay. Range: 1 to {@code total}. Default: a
         * fifth of the total.
         */
        Optional<MemorySize> perSession();
    }
}
