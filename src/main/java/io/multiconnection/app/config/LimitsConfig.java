package io.multiconnection.app.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of sessions (PROTOCOL.md, section 11), a part of {@link GatewayConfig}. */
public interface LimitsConfig extends AddressLimitsConfig {

    /** Open WebSockets; further ones are refused with HTTP 503. Range: 1 or more. */
    @WithDefault("20000")
    int sessions();

    /** Size of a text message. Range: 1 to 2147483647. */
    @WithDefault("256K")
    MemorySize textBytes();

    /** Size of a media frame with its header. Range: 1 to 4M. */
    @WithDefault("2M")
    MemorySize frameBytes();

    /** Nesting depth of JSON. Range: 1 to 1000. */
    @WithDefault("64")
    int jsonDepth();

    /** Servers of a session. Range: 1 or more. */
    @WithDefault("16")
    int servers();

    /** Open streams of a session. Range: 1 to 255. */
    @WithDefault("8")
    int streams();

    /** Requests of a session that wait for their response. Range: 1 or more. */
    @WithDefault("64")
    int requests();

    /** Calls to one server that wait for its response. Range: 1 or more. */
    @WithDefault("256")
    int calls();

    /** Calls from servers that wait for the client's response. Range: 1 or more. */
    @WithDefault("64")
    int incomingCalls();

    /** Shared objects that a session uses at the same time. Range: 1 or more. */
    @WithDefault("32")
    int sharedObjects();

    /** Slots of a shared object. Range: 1 or more. */
    @WithDefault("16384")
    int slots();

    /**
     * Encoded size of all slots of a shared object; in memory they may take 4 times that. Range: 1
     * to 2147483647.
     */
    @WithDefault("4M")
    MemorySize objectBytes();

    /** Encoded size of one slot with its name. Range: 1 to 2147483647. */
    @WithDefault("64K")
    MemorySize slotBytes();

    /** Messages per second of a session, with a burst of 2 s. Range: 1 or more. */
    @WithDefault("600")
    int messagesPerSecond();

    /**
     * Weight per second of a session's requests, by the work that they cause, with a burst of 10 s.
     * Range: 1 or more.
     */
    @WithDefault("20000")
    int weightPerSecond();

    /**
     * Share of an event loop's time for the messages of one session. A session that takes more is
     * read later, and closed when it is 5 s over. Range: more than 0 to 1.
     */
    @WithDefault("0.2")
    double loopShare();

    /** Bytes per second of a session, with a burst of 2 s. Range: 1 to 2147483647. */
    @WithDefault("8M")
    MemorySize bytesPerSecond();

    /** Bytes of messages that wait for a client that does not read. Range: 1 to 2147483647. */
    @WithDefault("8M")
    MemorySize unreadBytes();

    /**
     * Bytes of played media that wait for a client or viewer; beyond it video is dropped up to a
     * keyframe. Range: 1 to 2147483647.
     */
    @WithDefault("4M")
    MemorySize playBytes();

    /**
     * Open viewers over HTTP-FLV or WS-FLV; further ones are refused with HTTP 503. Range: 1 or
     * more.
     */
    @WithDefault("10000")
    int viewers();

    /** Bytes that wait for one server on one stream. Range: 1 to 2147483647. */
    @WithDefault("4M")
    MemorySize queueBytes();

    /** Media time that waits for one server on one stream. Range: 1 ms or more. */
    @WithDefault("3s")
    Duration queueTime();

    /**
     * Events per second that one server may cause at its client, with a burst of 2 s. Range: 1 or
     * more.
     */
    @WithDefault("500")
    int serverEventsPerSecond();
}
