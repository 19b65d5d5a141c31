package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.app.limits.OpenSessions;
import io.multiconnection.app.limits.RefusalCounter;
import io.multiconnection.app.metrics.MicrometerLobbyMetrics;
import io.multiconnection.app.metrics.MicrometerMetrics;
import io.multiconnection.protocol.FailureCause;
import io.multiconnection.protocol.RejectReason;
import io.multiconnection.protocol.ServerState;
import io.multiconnection.rooms.DirectoryInfo;
import io.multiconnection.target.MediaKind;
import io.multiconnection.target.TargetMetrics;
import jakarta.inject.Singleton;

/** Source of a metrics page that contains every metric of the gateway, whatever has happened. */
@Singleton
public class AllMetrics {

    private final MicrometerMetrics gateway;
    private final MicrometerLobbyMetrics lobby;
    private final OpenSessions sessions;
    private final RefusalCounter refused;

    AllMetrics(
            MicrometerMetrics gateway,
            MicrometerLobbyMetrics lobby,
            OpenSessions sessions,
            RefusalCounter refused) {
        this.gateway = gateway;
        this.lobby = lobby;
        this.sessions = sessions;
        this.refused = refused;
    }

    /** Registers what is registered when it happens first. */
    public void register() {
        refused.count(RefusalCounter.Limit.CONNECTIONS);
        assertThat(sessions.count()).isNotNegative(); // creates the bean
        gateway.resumed(true);
        gateway.eventDropped("status");
        gateway.plays().unreadable(18);
        TargetMetrics target = gateway.target("all-metrics");
        for (ServerState state : ServerState.values()) {
            target.entered(state);
        }
        for (FailureCause cause : FailureCause.values()) {
            target.failed(cause);
        }
        target.sent(MediaKind.VIDEO, 1, 1);
        target.unreadable(18);
        lobby.rejected(RejectReason.FULL);
        lobby.directory(DirectoryInfo.State.CURRENT, "main", 1, 0);
    }
}
