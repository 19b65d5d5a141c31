package io.multiconnection.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NeedsPeerConditionTest {

    @Test
    void namesPackageToInstall() {
        assertThat(NeedsPeerCondition.reason(List.of(Peer.NGINX), false))
                .isEqualTo(
                        "NGINX is not installed (apt-get install nginx-light libnginx-mod-rtmp)");
    }

    @Test
    void failsInContinuousIntegration() {
        assertThatThrownBy(() -> NeedsPeerCondition.reason(List.of(Peer.NGINX), true))
                .hasMessageContaining("NGINX is not installed");
    }
}
