package io.multiconnection.target;

import io.multiconnection.log.ServerEvent;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** Flight recorder event of the time from the loss of a server to the end of its recovery. */
@Name("io.multiconnection.ServerRecovery")
@Label("Server Recovery")
@Description("Time from the loss of a server until it is connected again, or is given up")
final class RecoveryEvent extends ServerEvent {

    @Label("Cause")
    @Nullable String cause;

    @Label("Outcome")
    @Nullable String outcome;

    @Label("Attempts")
    int attempts;
}
