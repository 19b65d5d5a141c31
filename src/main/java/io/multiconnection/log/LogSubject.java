package io.multiconnection.log;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Session, server and client that a log line concerns; null for none. Passed as a parameter that
 * the format does not use, it adds fields to the line, so that nothing has to be set and reset
 * around calls. Contains no secret.
 *
 * <p>The format needs places such as {@code {0}}: JBoss Logging drops the parameters of {@code %s}.
 *
 * @param session id of the session
 * @param server URL of the server without user, password, application and query
 * @param client address of the client
 */
public record LogSubject(
        @Nullable String session, @Nullable String server, @Nullable String client) {

    /** Subject of a line that concerns none of them. */
    public static final LogSubject NONE = new LogSubject(null, null, null);

    /** Returns the subject of a line about a server. */
    public static LogSubject ofServer(String server) {
        return NONE.withServer(server);
    }

    /** Returns the subject of a line about a client without a session. */
    public static LogSubject ofClient(@Nullable String client) {
        return new LogSubject(null, null, client);
    }

    /** Returns this subject with a server. */
    public LogSubject withServer(String url) {
        return new LogSubject(session, url, client);
    }

    /** Passes the name and value of each field that is set. */
    public void forEachField(BiConsumer<String, String> field) {
        pass("session", session, field);
        pass("server", server, field);
        pass("client", client, field);
    }

    private static void pass(
            String name, @Nullable String value, BiConsumer<String, String> field) {
        if (value != null) {
            field.accept(name, value);
        }
    }
}
