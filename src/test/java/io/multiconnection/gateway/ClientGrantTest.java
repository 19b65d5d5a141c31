package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.protocol.BearerToken;
import io.multiconnection.protocol.CloseCode;
import io.multiconnection.protocol.Request.Authenticate;
import io.multiconnection.protocol.RequestException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Renewal and end of a grant, on a manual clock. */
class ClientGrantTest implements Authenticator, ClientSocket {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final CountingEventLoop loop = new CountingEventLoop();
    private final List<String> sent = new ArrayList<>();
    private final List<CloseCode> closed = new ArrayList<>();
    private final List<UniEmitter<? super Grant>> asked = new ArrayList<>();
    private final ClientLink client =
            new ClientLink(
                    "test",
                    this,
                    new EventReplay(
                            10_000,
                            100,
                            new MemoryBudget(MemoryLimits.of(1 << 20)).open(null, loop, _ -> {})));

    private ClientGrant grant(long expiresSeconds) {
        ClientGrant grant =
                new ClientGrant(
                        of("anna", expiresSeconds),
                        this,
                        loop,
                        loop::nanos,
                        client,
                        new ClientRateLimiter(SessionLimits.DEFAULT, 0),
                        (code, _) -> closed.add(code));
        grant.watch();
        return grant;
    }

    private static Grant of(String subject, long expiresSeconds) {
        return new Grant(
                new Grant.Client("https://a.example", subject),
                Rights.ALL,
                expiresSeconds * SECOND);
    }

    private List<Object> authenticate(ClientGrant grant, long id) {
        List<Object> outcome = new ArrayList<>();
        grant.authenticate(new Authenticate(id, new BearerToken("t")))
                .subscribe()
                .with(outcome::add, outcome::add);
        return outcome;
    }

    private void answer(int request, Grant grant) {
        asked.get(request).complete(grant);
        loop.runTasks();
    }

    private void passUntil(long second) {
        loop.pass(second * SECOND - loop.nanos(), TimeUnit.NANOSECONDS);
    }

    @Test
    void warnsBeforeEndAndCloses() {
        grant(600);
        passUntil(539);
        assertThat(sent).isEmpty();
        passUntil(540);
        assertThat(sent).containsExactly("{\"type\":\"tokenExpires\",\"closeInMs\":60000}");
        passUntil(599);
        assertThat(closed).isEmpty();
        passUntil(600);
        assertThat(closed).containsExactly(CloseCode.UNAUTHORIZED);
    }

    @Test
    void warnsAtHalfOfShortTime() {
        grant(40);
        passUntil(19);
        assertThat(sent).isEmpty();
        passUntil(20);
        assertThat(sent).containsExactly("{\"type\":\"tokenExpires\",\"closeInMs\":20000}");
    }

    @Test
    void closesAtOnceIfAlreadyExpired() {
        passUntil(10);
        grant(5);
        passUntil(10);
        assertThat(closed).containsExactly(CloseCode.UNAUTHORIZED);
    }

    @Test
    void continuesWithRenewedToken() {
        ClientGrant grant = grant(100);
        passUntil(60);
        List<Object> outcome = authenticate(grant, 1);
        answer(0, of("anna", 1000));
        assertThat(outcome).hasSize(1).noneMatch(RequestException.class::isInstance);
        passUntil(900);
        assertThat(closed).isEmpty();
        passUntil(1000);
        assertThat(closed).hasSize(1);
    }

    @Test
    void keepsGrantIfTokenIsOfAnotherClientOrRefused() {
        ClientGrant grant = grant(100);
        List<Object> other = authenticate(grant, 1);
        answer(0, of("mallory", 1000));
        List<Object> refused = authenticate(grant, 2);
        asked.get(1).fail(new TokenRefusedException("the token has expired", false));
        loop.runTasks();
        assertThat(other).singleElement().isInstanceOf(RequestException.class);
        assertThat(refused).singleElement().isInstanceOf(RequestException.class);
        assertThat(grant.isSameClient(of("anna", 1))).isTrue();
        passUntil(100);
        assertThat(closed).hasSize(1);
    }

    @Test
    void ignoresOlderTokenThatIsVerifiedLater() {
        ClientGrant grant = grant(100);
        authenticate(grant, 1);
        authenticate(grant, 2);
        answer(1, of("anna", 1000));
        answer(0, of("anna", 200));
        passUntil(500);
        assertThat(closed).isEmpty();
    }

    @Test
    void ignoresTokenThatWasSentBeforeResume() {
        ClientGrant grant = grant(100);
        authenticate(grant, 1);
        grant.renew(of("anna", 1000));
        answer(0, of("anna", 200));
        passUntil(500);
        assertThat(closed).isEmpty();
    }

    @Test
    void doesNotEndWhileClientIsAway() {
        ClientGrant grant = grant(100);
        grant.stop();
        client.detach();
        authenticate(grant, 1); // was sent before
        answer(0, of("anna", 120));
        passUntil(300);
        assertThat(closed).isEmpty();
        assertThat(sent).isEmpty();
        assertThat(Timers.of(loop)).isZero();
    }

    @Test
    void hasNoTimerWithoutToken() {
        new ClientGrant(
                        Grant.UNRESTRICTED,
                        NONE,
                        loop,
                        loop::nanos,
                        client,
                        new ClientRateLimiter(SessionLimits.DEFAULT, 0),
                        (code, _) -> closed.add(code))
                .watch();
        assertThat(Timers.of(loop)).isZero();
    }

    @Override
    public boolean isRequired() {
        return true;
    }

    @Override
    public Duration warning() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Uni<Grant> authenticate(BearerToken token) {
        return Uni.createFrom().emitter(asked::add);
    }

    @Override
    public @Nullable String address() {
        return null;
    }

    @Override
    public void send(String json) {
        sent.add(json);
    }

    @Override
    public void sendMedia(byte[] frame) {}

    @Override
    public long unreadMedia() {
        return 0;
    }

    @Override
    public void ping() {}

    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public void close(CloseCode code, String reason) {}
}
