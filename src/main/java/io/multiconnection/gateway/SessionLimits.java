package io.multiconnection.gateway;

import io.multiconnection.replica.ReplicaLimits;

/**
 * What one session may take (PROTOCOL.md, section 11).
 *
 * @param textBytes a text message, in bytes of UTF-8
 * @param frameBytes a media frame with its header
 * @param jsonDepth how deep JSON may nest
 * @param servers servers in a session
 * @param streams streams open at once, at most 255
 * @param requests requests that wait for their answer
 * @param incomingCalls calls of servers that wait for the client's answer
 * @param sharedObjects shared objects used at once
 * @param replica what a shared object may hold
 * @param messagesPerSecond messages of both kinds; two seconds' worth may come at once
 * @param bytesPerSecond bytes of both kinds; two seconds' worth may come at once
 * @param unreadBytes what may wait for the client to read
 * @param playBytes media of plays that may wait for the client to read
 * @param queueBytes what may wait for one server on one stream
 * @param queueMillis media time that may wait for one server on one stream
 * @param serverEventsPerSecond events that one server may cause; two seconds' worth may come at
 *     once
 * @param work what its requests may cause
 */
public record SessionLimits(
        int textBytes,
        int frameBytes,
        int jsonDepth,
        int servers,
        int streams,
        int requests,
        int incomingCalls,
        int sharedObjects,
        ReplicaLimits replica,
        int messagesPerSecond,
        int bytesPerSecond,
        int unreadBytes,
        int playBytes,
        int queueBytes,
        int queueMillis,
        int serverEventsPerSecond,
        WorkLimits work) {

    public static final SessionLimits DEFAULT =
            new SessionLimits(
                    256 << 10,
                    2 << 20,
                    64,
                    16,
                    8,
                    64,
                    64,
                    32,
                    ReplicaLimits.DEFAULT,
                    600,
                    8 << 20,
                    8 << 20,
                    4 << 20,
                    4 << 20,
                    3000,
                    500,
                    WorkLimits.DEFAULT);

    /** Returns these limits with another limit of work. */
    public SessionLimits withWork(WorkLimits other) {
        return new SessionLimits(
                textBytes,
                frameBytes,
                jsonDepth,
                servers,
                streams,
                requests,
                incomingCalls,
                sharedObjects,
                replica,
                messagesPerSecond,
                bytesPerSecond,
                unreadBytes,
                playBytes,
                queueBytes,
                queueMillis,
                serverEventsPerSecond,
                other);
    }
}
