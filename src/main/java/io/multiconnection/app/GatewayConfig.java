package io.multiconnection.app;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration of the gateway; checked when it starts, by {@link GatewayProducer}. */
@ConfigMapping(prefix = "multiconnection")
public interface GatewayConfig {

    /**
     * Hosts of the gateway itself, {@code host[:port]}, whose pages may open a WebSocket or watch.
     */
    @WithDefault("localhost,127.0.0.1,[::1]")
    List<String> hosts();

    /**
     * Web origins, besides the gateway's own, whose pages may open a WebSocket or watch: {@code
     * https://studio.example}; {@code *} for any.
     */
    Optional<List<String>> origins();

    /** Requests over HTTP that pages of those origins may make. */
    CorsConfig cors();

    /** What clients may reach. */
    Allow allow();

    /** Servers with their stream keys, by the name that clients ask for. */
    Map<String, PoolConfig> pools();

    /** RTMP servers inside the gateway, for trying it out. */
    EmbeddedOrigin embeddedOrigin();

    /** How servers that are lost are brought back. */
    Recover recover();

    /** How sessions outlive their WebSockets. */
    ResumeConfig resume();

    /** How the gateway ends. */
    DrainConfig drain();

    /** How streams are played. */
    PlayConfig play();

    /** Directories of rooms, by the name that clients ask for. */
    Map<String, RoomsConfig.DirectoryConfig> rooms();

    /** Clients that are pending. */
    RoomsConfig.PendingConfig pending();

    /** The application that admits clients into rooms. */
    RoomsConfig.AdmissionConfig admission();

    /** Where places in rooms are reserved. */
    RoomsConfig.ReservationsConfig reservations();

    /** Those who may see and decide who is pending. */
    RoomsConfig.OperatorConfig operator();

    /** Reverse proxies in front of the gateway. */
    ProxiesConfig proxies();

    /** What a session may take. */
    Limits limits();

    /** Bounds of the memory that is held for clients and servers. */
    MemoryConfig memory();

    /** A PEM file of certificates to trust for rtmps, instead of the JDK's. */
    Optional<Path> trustCertificates();

    /** What clients may reach. */
    interface Allow {

        /**
         * Servers that clients may name: {@code host[:port][/app]}, with {@code *} for any run of
         * characters. Empty: none, only pools.
         */
        Optional<List<String>> destinations();

        /**
         * Whether a server that a client names may have a loopback, private or link-local address.
         */
        @WithDefault("false")
        boolean privateAddresses();
    }

    /** A pool. */
    interface PoolConfig {

        /** The servers of the pool. */
        List<PoolServer> servers();

        /**
         * Whether clients get what the applications of servers with secrets send: results of calls,
         * calls, data messages and shared objects. Secrets in them are masked, by which a client
         * that makes an application repeat its guesses may learn one that can be guessed.
         */
        @WithDefault("false")
        boolean values();
    }

    /** A server of a pool. */
    interface PoolServer {

        /** Its RTMP URL, without the stream key. */
        String url();

        /** The stream key to publish under; never leaves the gateway. Without one: the client's. */
        Optional<String> key();
    }

    /** RTMP servers inside the gateway. */
    interface EmbeddedOrigin {

        /** The ports to listen on, 0 for any free one; empty for none. */
        Optional<List<Integer>> ports();

        /** The address to listen on. */
        @WithDefault("127.0.0.1")
        String host();

        /**
         * Where they keep persistent shared objects and recordings, in a folder {@code origin-1}
         * for the first port and so on. Without one: objects in memory, and no recordings.
         */
        Optional<Path> folder();

        /**
         * Whether the first of them has a directory with a few rooms, to try them out: the
         * persistent object {@code rooms} of the application {@code master}.
         */
        @WithDefault("false")
        boolean rooms();

        /** A recording. */
        @WithDefault("1G")
        MemorySize recordingBytes();

        /** All recordings of one of these servers. */
        @WithDefault("8G")
        MemorySize folderBytes();
    }

    /** How servers that are lost are brought back. */
    interface Recover {

        /** Whether a server that is lost is connected again without being asked. */
        @WithDefault("true")
        boolean enabled();

        /** The longest wait before the first attempt; it doubles with each further one. */
        @WithDefault("1s")
        Duration first();

        /** The longest wait before an attempt. A server that was live for as long begins anew. */
        @WithDefault("30s")
        Duration max();

        /** How long after it was lost a server is given up. */
        @WithDefault("30m")
        Duration giveUp();

        /**
         * Attempts of all sessions to connect to one host and port are so far apart, once 20 were
         * made at once.
         */
        @WithDefault("20ms")
        Duration hostInterval();

        /** A server that takes none of the bytes that wait for it for so long is lost. */
        @WithDefault("10s")
        Duration stalledAfter();

        /** A server that answers pings, and says nothing for so long, is lost. */
        @WithDefault("30s")
        Duration silentAfter();
    }

    /** How sessions outlive their WebSockets (PROTOCOL.md, section 15). */
    interface ResumeConfig {

        /** How long a session is held for a client that lost its WebSocket; 0: not at all. */
        @WithDefault("30s")
        Duration hold();

        /** What is kept for each client to be sent again; at most half of limits.unread-bytes. */
        @WithDefault("256K")
        MemorySize bufferBytes();

        /** How many messages are. */
        @WithDefault("1024")
        int bufferMessages();

        /** Sessions held at once; one more ends with its WebSocket. */
        @WithDefault("5000")
        int sessions();

        /**
         * A WebSocket on which nothing comes for so long is lost. It is pinged every 20 s, so not
         * less than twice that.
         */
        @WithDefault("60s")
        Duration silentAfter();
    }

    /** How the gateway ends (PROTOCOL.md, section 16). */
    interface DrainConfig {

        /** How long sessions may take to move to another gateway, before they are ended. */
        @WithDefault("90s")
        Duration grace();

        /** Within this time they are told to move, one after the other; not above grace. */
        @WithDefault("30s")
        Duration spread();
    }

    /** How streams are played. */
    interface PlayConfig {

        /** Whether sessions that play the same live stream share one play of the server's. */
        @WithDefault("true")
        boolean shared();
    }

    /** Bounds of the memory that is held for clients and servers (SECURITY.md). */
    interface MemoryConfig {

        /**
         * Bytes for all clients and servers together; 60 % of the heap or of the direct memory,
         * whichever is smaller, if not set.
         */
        Optional<MemorySize> total();

        /** Bytes for all connections of one client address; a quarter of the total if not set. */
        Optional<MemorySize> perAddress();

        /** Bytes for one session, WebSocket, viewer or relay; a fifth of the total if not set. */
        Optional<MemorySize> perSession();
    }

    /** What sessions may take (PROTOCOL.md, section 11). */
    interface Limits extends AddressLimitsConfig {

        /** Sessions open at once; one more is refused with HTTP 503. */
        @WithDefault("20000")
        int sessions();

        /** A text message. */
        @WithDefault("256K")
        MemorySize textBytes();

        /** A media frame with its header. */
        @WithDefault("2M")
        MemorySize frameBytes();

        /** How deep JSON may nest. */
        @WithDefault("64")
        int jsonDepth();

        /** Servers in a session. */
        @WithDefault("16")
        int servers();

        /** Streams open at once in a session, at most 255. */
        @WithDefault("8")
        int streams();

        /** Requests that wait for their answer. */
        @WithDefault("64")
        int requests();

        /** Calls to one server that wait for its answer. */
        @WithDefault("256")
        int calls();

        /** Calls of servers that wait for the client's answer. */
        @WithDefault("64")
        int incomingCalls();

        /** Shared objects used at once in a session. */
        @WithDefault("32")
        int sharedObjects();

        /** Slots of a shared object. */
        @WithDefault("16384")
        int slots();

        /**
         * What the slots of a shared object may take, as a server is sent them; 4 times in memory.
         */
        @WithDefault("4M")
        MemorySize objectBytes();

        /** What one slot may take. */
        @WithDefault("64K")
        MemorySize slotBytes();

        /** Messages a second; two seconds' worth may come at once. */
        @WithDefault("600")
        int messagesPerSecond();

        /**
         * Weight of a session's requests a second, by what they cause (PROTOCOL.md, section 11);
         * ten seconds' worth may come at once.
         */
        @WithDefault("20000")
        int weightPerSecond();

        /** Share of an event loop's time that the messages of one session may take. */
        @WithDefault("0.2")
        double loopShare();

        /** Bytes a second; two seconds' worth may come at once. */
        @WithDefault("8M")
        MemorySize bytesPerSecond();

        /** What may wait for the client to read. */
        @WithDefault("8M")
        MemorySize unreadBytes();

        /** Media of plays that may wait for the client to read. */
        @WithDefault("4M")
        MemorySize playBytes();

        /** Who watch over HTTP-FLV or WS-FLV at once; one more is refused with HTTP 503. */
        @WithDefault("10000")
        int viewers();

        /** What may wait for one server on one stream. */
        @WithDefault("4M")
        MemorySize queueBytes();

        /** Media time that may wait for one server on one stream. */
        @WithDefault("3s")
        Duration queueTime();

        /** Events that one server may cause at its client; two seconds' worth may come at once. */
        @WithDefault("500")
        int serverEventsPerSecond();
    }
}
