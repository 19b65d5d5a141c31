package io.multiconnection.app.config;

import static io.multiconnection.app.config.ConfigErrors.inRange;
import static io.multiconnection.app.config.ConfigErrors.withKey;

import io.multiconnection.gateway.SessionLimits;
import io.multiconnection.gateway.WorkLimits;
import io.multiconnection.publish.QueueLimits;
import io.multiconnection.replica.ReplicaLimits;
import io.quarkus.runtime.configuration.MemorySize;

/** Limits of sessions from their settings. Errors contain the key of the invalid setting. */
public final class ConfiguredLimits {

    private static final String LIMITS = "multiconnection.limits.";

    /** Vert.x's limit of any message, as in application.properties. */
    private static final int MAX_MESSAGE_BYTES = 4 << 20;

    private static final int MAX_STREAMS = 255;
    private static final int MAX_JSON_DEPTH = 1000;

    private ConfiguredLimits() {}

    /**
     * Returns the limits of each session.
     *
     * @throws IllegalArgumentException if a setting is out of its range
     */
    public static SessionLimits of(LimitsConfig limits, GatewayConfig.PublishConfig publish) {
        return new SessionLimits(
                new SessionLimits.Messages(
                        bytes("text-bytes", limits.textBytes()),
                        upTo(MAX_MESSAGE_BYTES, "frame-bytes", limits.frameBytes().asLongValue()),
                        upTo(MAX_JSON_DEPTH, "json-depth", limits.jsonDepth()),
                        count("messages-per-second", limits.messagesPerSecond()),
                        bytes("bytes-per-second", limits.bytesPerSecond())),
                new SessionLimits.Counts(
                        count("servers", limits.servers()),
                        upTo(MAX_STREAMS, "streams", limits.streams()),
                        count("requests", limits.requests()),
                        count("incoming-calls", limits.incomingCalls()),
                        count("shared-objects", limits.sharedObjects())),
                new ReplicaLimits(
                        count("slots", limits.slots()),
                        bytes("object-bytes", limits.objectBytes()),
                        bytes("slot-bytes", limits.slotBytes())),
                new SessionLimits.Buffers(
                        bytes("unread-bytes", limits.unreadBytes()),
                        bytes("play-bytes", limits.playBytes()),
                        queue(limits, publish)),
                count("server-events-per-second", limits.serverEventsPerSecond()),
                withKey(
                        "multiconnection.limits",
                        () -> new WorkLimits(limits.weightPerSecond(), limits.loopShare())));
    }

    private static QueueLimits queue(LimitsConfig limits, GatewayConfig.PublishConfig publish) {
        QueueLimits queue =
                new QueueLimits(
                        bytes("queue-bytes", limits.queueBytes()),
                        count("queue-time", limits.queueTime().toMillis()));
        return withKey(
                "multiconnection.publish.audio-delay",
                () ->
                        queue.withAudioDelay(
                                Math.toIntExact(publish.audioDelay().toMillis()),
                                Math.toIntExact(publish.readInterval().toMillis())));
    }

    private static int bytes(String name, MemorySize size) {
        return count(name, size.asLongValue());
    }

    private static int count(String name, long value) {
        return upTo(Integer.MAX_VALUE, name, value);
    }

    private static int upTo(int max, String name, long value) {
        return inRange(LIMITS + name, value, 1, max);
    }
}
