package io.multiconnection.rtmp.client;

import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Turns failures that nobody expected, met while what a server sent was handled, into that server's
 * fault: its connection ends, and nothing else does.
 *
 * <p>Logs the class of the failure and where it was thrown, but not its message, which may hold
 * what the server sent.
 */
public final class UnexpectedFailure {

    private static final Logger LOG = System.getLogger(UnexpectedFailure.class.getName());

    private UnexpectedFailure() {}

    /**
     * Logs {@code failure}, and returns the fault that ends the connection.
     *
     * @param server names the server in the log, without secrets
     */
    public static RtmpClientException fault(String server, Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        LOG.log(
                Level.WARNING,
                "{0} sent something that this gateway cannot handle: {1} at {2}",
                server,
                failure.getClass().getName(),
                trace.length == 0 ? "an unknown place" : trace[0]);
        return new RtmpClientException(
                Kind.PROTOCOL, "the server sent something that this gateway cannot handle");
    }
}
