package io.multiconnection.app;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Configuration of the gateway: the reference of its settings. {@link GatewayProducer} checks it at
 * startup. Durations are written as {@code 500ms}, {@code 10s} or {@code 2m}, sizes as bytes,
 * {@code 256K}, {@code 4M} or {@code 1G}.
 */
@ConfigMapping(prefix = "multiconnection")
public interface GatewayConfig {

    /**
     * Hosts under which the gateway serves its own pages, {@code host[:port]}. Their pages may open
     * WebSockets and watch streams.
     */
    @WithDefault("localhost,127.0.0.1,[::1]")
    List<String> hosts();

    /**
     * Other web origins whose pages may open WebSockets and watch streams: {@code
     * https://studio.example}; {@code *} for any.
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
         * Longest time that audio waits for the next video frame, to be sent with it, up to 100 ms;
         * 0 sends it at once. Audio of a stream without video never waits.
         */
        @WithDefault("20ms")
        Duration audioDelay();

        /**
         * Shortest time between two reads of published media by one event loop, up to 20 ms. What
         * arrives meanwhile is handled together, which costs less processor time and delays media
         * by up to this time; 0 reads at once.
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

    /** Limits of sessions, requests and viewers. */
    LimitsConfig limits();

    /** Limits of the memory that is held for clients and servers. */
    MemoryConfig memory();

    /**
     * PEM file of the certificates to trust for rtmps and keys; the JDK's certificates if absent.
     */
    Optional<Path> trustCertificates();

    /** Destinations that clients may name. */
    interface AllowConfig {

        /**
         * Patterns of servers that clients may name: {@code host[:port][/app]}, where {@code *}
         * matches characters other than {@code /}, and {@code **} any characters. If absent,
         * clients may use pools only.
         */
        Optional<List<String>> destinations();

        /** Whether servers named by clients may have loopback, private or link-local addresses. */
        @WithDefault("false")
        boolean privateAddresses();
    }

    /** Pool of servers. */
    interface PoolConfig {

        /** Servers of the pool. */
        List<PoolServerConfig> servers();

        /**
         * Whether clients receive values from applications on servers with secrets: results of
         * calls, calls, data messages and shared objects. Secrets in values are masked; a client
         * that makes an application echo guesses can detect a correct guess.
         */
        @WithDefault("false")
        boolean values();
    }

    /** Server of a pool. */
    interface PoolServerConfig {

        /** RTMP URL without the stream key. */
        String url();

        /** Stream key, which clients never receive; the client's stream name if absent. */
        Optional<String> key();
    }

    /** RTMP servers inside the gateway. */
    interface EmbeddedOriginConfig {

        /** Ports, one for each server; 0 for any free port. No servers if absent. */
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

        /** Size limit of one recording. */
        @WithDefault("1G")
        MemorySize recordingBytes();

        /** Size limit of all recordings of one server. */
        @WithDefault("8G")
        MemorySize folderBytes();
    }

    /** Reconnection to servers whose connection was lost. */
    interface RecoverConfig {

        /** Whether lost servers are reconnected automatically. */
        @WithDefault("true")
        boolean enabled();

        /** Maximum delay before the first attempt; it doubles with each attempt. More than 0. */
        @WithDefault("1s")
        Duration first();

        /**
         * Maximum delay before any attempt, {@code first} or more. The backoff restarts after a
         * server was live for this time.
         */
        @WithDefault("30s")
        Duration max();

        /** Time after the loss of a server at which attempts end, {@code max} or more. */
        @WithDefault("30m")
        Duration giveUp();

        /**
         * Minimum interval between connects of all sessions to one host and port, after a burst of
         * 20. 0 or more.
         */
        @WithDefault("20ms")
        Duration hostInterval();

        /** Time without write progress after which a server is lost. */
        @WithDefault("10s")
        Duration stalledAfter();

        /** Time without received bytes after which a server that answers pings is lost. */
        @WithDefault("30s")
        Duration silentAfter();
    }

    /** Sessions without a WebSocket, which clients may resume (PROTOCOL.md, section 15). */
    interface ResumeConfig {

        /** Time for which a session without a WebSocket is held, up to 1 h; 0 disables resuming. */
        @WithDefault("30s")
        Duration hold();

        /** Size of each client's replay buffer, up to half of {@code limits.unread-bytes}. */
        @WithDefault("256K")
        MemorySize bufferBytes();

        /** Messages in each client's replay buffer. 0 or more. */
        @WithDefault("1024")
        int bufferMessages();

        /** Sessions held at the same time; further ones end with their WebSocket. 0 or more. */
        @WithDefault("5000")
        int sessions();

        /**
         * Time without received bytes after which a WebSocket is lost, at least twice {@code
         * ping-interval}.
         */
        @WithDefault("60s")
        Duration silentAfter();

        /** Interval of the pings of a WebSocket, 1 ms to half of {@code silent-after}. */
        @WithDefault("20s")
        Duration pingInterval();
    }

    /** Shutdown of the gateway (PROTOCOL.md, section 16). */
    interface DrainConfig {

        /** Time for sessions to move to another gateway before they are closed. 0 or more. */
        @WithDefault("90s")
        Duration grace();

        /** Time over which {@code goAway} events are spread, 0 to {@code grace}. */
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
         * Bytes for all clients and servers together. Default: 60 % of the heap or of the direct
         * memory, whichever is smaller.
         */
        Optional<MemorySize> total();

        /** Bytes for all connections of one client address. Default: a quarter of the total. */
        Optional<MemorySize> perAddress();

        /** Bytes for one session, WebSocket, viewer or relay. Default: a fifth of the total. */
        Optional<MemorySize> perSession();
    }

    /** Limits of sessions (PROTOCOL.md, section 11). */
    interface LimitsConfig extends AddressLimitsConfig {

        /** Open WebSockets; further ones are refused with HTTP 503. */
        @WithDefault("20000")
        int sessions();

        /** Size limit of a text message. */
        @WithDefault("256K")
        MemorySize textBytes();

        /** Size limit of a media frame with its header, up to 4 MiB. */
        @WithDefault("2M")
        MemorySize frameBytes();

        /** Nesting depth of JSON. */
        @WithDefault("64")
        int jsonDepth();

        /** Servers of a session. */
        @WithDefault("16")
        int servers();

        /** Open streams of a session, up to 255. */
        @WithDefault("8")
        int streams();

        /** Requests of a session that wait for their response. */
        @WithDefault("64")
        int requests();

        /** Calls to one server that wait for its response. */
        @WithDefault("256")
        int calls();

        /** Calls from servers that wait for the client's response. */
        @WithDefault("64")
        int incomingCalls();

        /** Shared objects that a session uses at the same time. */
        @WithDefault("32")
        int sharedObjects();

        /** Slots of a shared object. */
        @WithDefault("16384")
        int slots();

        /** Encoded size of all slots of a shared object; in memory they may take 4 times that. */
        @WithDefault("4M")
        MemorySize objectBytes();

        /** Encoded size of one slot with its name. */
        @WithDefault("64K")
        MemorySize slotBytes();

        /** Messages per second of a session, with a burst of 2 s. */
        @WithDefault("600")
        int messagesPerSecond();

        /**
         * Weight per second of a session's requests (PROTOCOL.md, section 11), with a burst of 10
         * s. Minimum 1.
         */
        @WithDefault("20000")
        int weightPerSecond();

        /** Share of event loop time for the messages of one session, more than 0 up to 1. */
        @WithDefault("0.2")
        double loopShare();

        /** Bytes per second of a session, with a burst of 2 s. */
        @WithDefault("8M")
        MemorySize bytesPerSecond();

        /** Bytes of messages that wait for a client that does not read. */
        @WithDefault("8M")
        MemorySize unreadBytes();

        /** Bytes of played media that wait for a client or viewer; then video is dropped. */
        @WithDefault("4M")
        MemorySize playBytes();

        /** Open viewers over HTTP-FLV or WS-FLV; further ones are refused with HTTP 503. */
        @WithDefault("10000")
        int viewers();

        /** Bytes that wait for one server on one stream. */
        @WithDefault("4M")
        MemorySize queueBytes();

        /** Media time that waits for one server on one stream. */
        @WithDefault("3s")
        Duration queueTime();

        /** Events per second that one server may cause at its client, with a burst of 2 s. */
        @WithDefault("500")
        int serverEventsPerSecond();
    }
}
