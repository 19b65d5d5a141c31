package io.multiconnection.log;

import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * Event of JDK Flight Recorder about a server. Created by {@link #begin}, so that an event that
 * nothing records costs one check.
 *
 * <p>Its fields are protected, because Flight Recorder reads them in code of the subclasses.
 */
@Category("MultiConnection")
@StackTrace(false)
public abstract class ServerEvent extends Event {

    @Label("Session")
    protected @Nullable String session;

    @Label("Server")
    protected @Nullable String server;

    /** Begins {@code event} and returns it; null if nothing records events of its class. */
    public static <E extends ServerEvent> @Nullable E begin(E event, Supplier<LogSubject> subject) {
        if (!event.isEnabled()) {
            return null;
        }
        LogSubject about = subject.get();
        event.session = about.session();
        event.server = about.server();
        event.begin();
        return event;
    }
}
