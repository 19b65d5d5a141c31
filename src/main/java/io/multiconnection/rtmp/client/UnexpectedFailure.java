package io.multiconnection.rtmp.client;

import io.multiconnection.log.LogSubject;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Converts an unexpected exception, thrown while a message of a server was handled, to a failure of
 * that server's connection only.
 *
 * <p>Logs the class of the exception and where it was thrown, but not its message, which may
 * contain data of the server.
 */
public final class UnexpectedFailure {

    private static final Logger LOG = System.getLogger(UnexpectedFailure.class.getName());

    private UnexpectedFailure() {}

    /**
     * Logs {@code failure} and returns the exception with which the connection ends.
     *
     * @param server names the server in the log, without secrets
     * @param subject what the log line concerns
     */
    public static RtmpClientException fault(String server, LogSubject subject, Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        LOG.log(
                Level.WARNING,
                "{0} sent something that this gateway cannot handle: {1} at {2}",
                server,
                failure.getClass().getName(),
                trace.length == 0 ? "an unknown place" : trace[0],
                subject);
        return new RtmpClientException(
                Kind.PROTOCOL, "the server sent something that this gateway cannot handle");
    }
}
