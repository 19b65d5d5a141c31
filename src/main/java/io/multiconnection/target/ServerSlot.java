package io.multiconnection.target;

/**
 * What stays of a server of a session while one target takes the place of another.
 *
 * @param number names it in the session
 * @param home where the client wants it; for a while it may be elsewhere
 * @param names what streams are published as there, where that was said for it
 * @param events what the server causes at the client
 * @param guard sets aside what the server hangs up on
 */
public record ServerSlot(
        int number,
        Destination home,
        StreamNames names,
        ReconnectSchedule recovery,
        ServerEventSender events,
        WriteGuard guard) {}
