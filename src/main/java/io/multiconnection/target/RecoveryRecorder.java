package io.multiconnection.target;

import io.multiconnection.log.LogSubject;
import io.multiconnection.log.ServerEvent;
import io.multiconnection.protocol.FailureCause;
import io.multiconnection.protocol.ServerState;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Recorder of the recoveries of one server as flight recorder events. Stays with its server while
 * targets come and go. Lives on its session's event loop.
 */
final class RecoveryRecorder {

    private @Nullable RecoveryEvent event;

    /** Begins a recovery, or continues the present one after a failed attempt. */
    void attempts(Supplier<LogSubject> subject, FailureCause cause, int attempt) {
        if (event == null) {
            event = ServerEvent.begin(new RecoveryEvent(), subject);
            if (event != null) {
                event.cause = cause.wireName();
            }
        }
        if (event != null) {
            event.attempts = attempt;
        }
    }

    /** Ends the recovery, if there is one. */
    void ended(ServerState state) {
        RecoveryEvent ending = event;
        if (ending != null) {
            event = null;
            ending.outcome = state.wireName();
            ending.commit();
        }
    }
}
