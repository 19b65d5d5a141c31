package io.multiconnection.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.multiconnection.target.ServerSlot;
import io.multiconnection.target.StreamNames;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class NameClaimsTest {

    private static final ServerSlot SERVER = place(0);
    private static final ServerSlot OTHER = place(1);

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final NameClaims claims = new NameClaims(clock::get);

    private static ServerSlot place(int number) {
        return new ServerSlot(number, null, new StreamNames(Map.of()), null, null, null);
    }

    @Test
    void retriesServerThatHangsUpOnce() {
        assertThat(claims.mayPass(SERVER, Kind.HUNG_UP)).isTrue();
        assertThat(claims.mayPass(OTHER, Kind.HUNG_UP)).isTrue();
        assertThat(claims.mayPass(SERVER, Kind.HUNG_UP)).isFalse();
        assertThat(claims.mayPass(OTHER, Kind.HUNG_UP)).isFalse();
    }

    @Test
    void retriesServerThatRefusesAfterHangUpForFortySeconds() {
        assertThat(claims.mayPass(SERVER, Kind.REFUSED)).isFalse();
        claims.mayPass(SERVER, Kind.HUNG_UP);
        pass(Duration.ofSeconds(40).minusNanos(1));
        assertThat(claims.mayPass(SERVER, Kind.REFUSED)).isTrue();
        assertThat(claims.mayPass(OTHER, Kind.REFUSED)).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(claims.mayPass(SERVER, Kind.REFUSED)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void retriesServerThatHadStreamAfterAnyFailure(Kind fault) {
        claims.taken(SERVER);
        assertThat(claims.mayPass(SERVER, fault)).isTrue();
        assertThat(claims.mayPass(SERVER, fault)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"HUNG_UP", "REFUSED"})
    void leavesOtherFailuresToTheirCauses(Kind fault) {
        claims.mayPass(SERVER, Kind.HUNG_UP);
        assertThat(claims.mayPass(SERVER, fault)).isFalse();
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
