package io.multiconnection.rtmp;

import io.multiconnection.log.LogSubject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.BitSet;

/**
 * Debug log of the unreadable messages of one connection: one line for each message type, so that a
 * peer cannot fill the log. Contains no text of the peer.
 */
public final class UnreadableLog {

    private static final Logger LOG = System.getLogger(UnreadableLog.class.getName());

    private final BitSet logged = new BitSet();

    /**
     * Logs the first message of its type.
     *
     * @param connection names the connection, without secrets
     * @param subject what the line concerns
     * @param typeId of the message, 0..255
     */
    public void add(Object connection, LogSubject subject, int typeId, UnreadableReason reason) {
        if (!logged.get(typeId)) {
            logged.set(typeId);
            LOG.log(
                    Level.DEBUG,
                    "{0}: ignores a message of type {1} that cannot be read: {2}. Others of this"
                            + " type are not logged",
                    connection,
                    typeId,
                    reason.ownText(),
                    subject);
        }
    }
}
