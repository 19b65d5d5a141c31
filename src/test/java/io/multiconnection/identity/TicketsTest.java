package io.multiconnection.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.gateway.Grant;
import io.multiconnection.gateway.Rights;
import io.multiconnection.identity.Tickets.Purpose;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketsTest {

    private static final Duration LIFETIME = Duration.ofSeconds(30);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // overflows meanwhile
    private final Tickets tickets = new Tickets(2000, LIFETIME, nanos::get);

    private static Grant grant(String subject) {
        return new Grant(new Grant.Client("https://a.example", subject), Rights.ALL, 1L);
    }

    @Test
    void standsForGrantOnce() {
        Grant grant = grant("anna");
        String ticket = tickets.issue(grant, Purpose.SESSION);
        assertThat(tickets.check(ticket, Purpose.SESSION)).isEqualTo(grant);
        assertThat(tickets.redeem(ticket, Purpose.SESSION)).isEqualTo(grant);
        assertThat(tickets.redeem(ticket, Purpose.SESSION)).isNull();
        assertThat(tickets.check(ticket, Purpose.SESSION)).isNull();
    }

    @Test
    void isNotValidForAnotherPurposeAndStaysOpen() {
        String ticket = tickets.issue(grant("anna"), Purpose.LIVE);
        assertThat(tickets.redeem(ticket, Purpose.SESSION)).isNull();
        assertThat(tickets.redeem(ticket, Purpose.LIVE)).isNotNull();
    }

    @Test
    void expires() {
        String ticket = tickets.issue(grant("anna"), Purpose.LIVE);
        nanos.addAndGet(LIFETIME.toNanos() - 1);
        assertThat(tickets.check(ticket, Purpose.LIVE)).isNotNull();
        nanos.addAndGet(1);
        assertThat(tickets.redeem(ticket, Purpose.LIVE)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAA"})
    void refusesUnknownTickets(String ticket) {
        tickets.issue(grant("anna"), Purpose.LIVE);
        assertThat(tickets.redeem(ticket, Purpose.LIVE)).isNull();
        assertThat(tickets.redeem(ticket.repeat(1000), Purpose.LIVE)).isNull();
    }

    @Test
    void limitsTicketsOfClientAndOfAll() {
        for (int i = 0; i < 20; i++) {
            tickets.issue(grant("anna"), Purpose.LIVE);
        }
        assertThatThrownBy(() -> tickets.issue(grant("anna"), Purpose.LIVE))
                .isInstanceOf(Tickets.TooManyException.class)
                .hasMessage("20 tickets of this client are open");
        for (int i = 20; i < 2000; i++) {
            tickets.issue(grant("client " + i), Purpose.LIVE);
        }
        assertThatThrownBy(() -> tickets.issue(grant("ben"), Purpose.LIVE))
                .isInstanceOf(Tickets.TooManyException.class)
                .hasMessage("2000 tickets are open");

        nanos.addAndGet(LIFETIME.toNanos());
        assertThat(tickets.issue(grant("anna"), Purpose.LIVE)).isNotEmpty();
    }

    @Test
    void countsUsedTicketsOfClientNoMore() {
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            String ticket = tickets.issue(grant("anna"), Purpose.LIVE);
            all.add(ticket);
            assertThat(tickets.redeem(ticket, Purpose.LIVE)).isNotNull();
        }
        assertThat(all).hasSize(100);
    }

    @Test
    void rejectsInvalidSettings() {
        assertThatThrownBy(() -> new Tickets(0, LIFETIME, nanos::get))
                .hasMessage("tickets: 0, expected 1 or more");
        assertThatThrownBy(() -> new Tickets(1, Duration.ofMinutes(6), nanos::get))
                .hasMessageContaining("ticket-time");
    }
}
