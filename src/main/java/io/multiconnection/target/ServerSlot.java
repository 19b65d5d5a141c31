package io.multiconnection.target;

/**
 * Server of a session, with what remains when one target replaces another.
 *
 * @param number number of the server in the session
 * @param home destination that the client asked for; after a redirect the target is elsewhere
 * @param names stream names that are set for this server
 * @param schedule schedule of the attempts to reconnect
 * @param events sender of the events that the server causes at the client
 * @param guard keeps away writes after which the server ends the connection
 */
public record ServerSlot(
        int number,
        Destination home,
        StreamNames names,
        ReconnectSchedule schedule,
        ServerEventSender events,
        WriteGuard guard) {}
