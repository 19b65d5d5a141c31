package io.multiconnection.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

class NeedsPeerConditionTest {

    @Test
    void skipsAndSaysWhatToInstall() {
        ConditionEvaluationResult result =
                NeedsPeerCondition.decide("a test", List.of(Peer.NGINX), false);

        assertThat(result.isDisabled()).isTrue();
        assertThat(result.getReason())
                .contains("NGINX is not installed (apt-get install nginx-light libnginx-mod-rtmp)");
    }

    @Test
    void failsWhereNothingMayBeMissing() {
        assertThatThrownBy(() -> NeedsPeerCondition.decide("a test", List.of(Peer.NGINX), true))
                .hasMessageContaining("NGINX is not installed");
    }
}
