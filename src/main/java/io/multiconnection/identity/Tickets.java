package io.multiconnection.identity;

import io.multiconnection.gateway.Grant;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tickets, each of which stands for a grant once and for a short time, in a URL where a token must
 * not be. Stores hashes of tickets only. Thread-safe.
 */
public final class Tickets {

    /** Purpose of a ticket. */
    public enum Purpose {
        /** WebSocket of a session. */
        SESSION,
        /** Live stream over HTTP or a WebSocket. */
        LIVE
    }

    /** Refusal of another ticket: too many are open. */
    public static final class TooManyException extends RuntimeException {

        private static final long serialVersionUID = 1;

        TooManyException(String reason) {
            super(reason, null, false, false);
        }
    }

    private static final int TICKET_BYTES = 18; // 144 bits, and no padding in base 64
    private static final int MAX_CHARS = 64;

    /** Share of all tickets that one client may have: 1/100, at least 10. */
    private static final int SHARES = 100;

    private static final int MIN_SHARE = 10;

    /** Ticket that was not used yet. */
    private record Ticket(Purpose purpose, Grant grant, long endNanos) {
        Grant.@Nullable Client client() {
            return grant.client();
        }
    }

    private final int max;
    private final Duration lifetime;
    private final LongSupplier nanoTime;
    private final SecureRandom random = new SecureRandom();

    /** Tickets by their hashes, in the order of their ends. */
    private final Map<ByteBuffer, Ticket> open = new LinkedHashMap<>();

    private final Map<Grant.Client, Integer> perClient = new HashMap<>();

    /**
     * Creates an empty store.
     *
     * @param max limit of the open tickets
     */
    public Tickets(int max, Duration lifetime, LongSupplier nanoTime) {
        if (max < 1) {
            throw new IllegalArgumentException("tickets: " + max + ", expected 1 or more");
        }
        if (lifetime.compareTo(Duration.ofSeconds(1)) < 0
                || lifetime.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("ticket-time: " + lifetime + ", expected 1s..5m");
        }
        this.max = max;
        this.lifetime = lifetime;
        this.nanoTime = nanoTime;
    }

    /** Returns the time for which a ticket is valid. */
    public Duration lifetime() {
        return lifetime;
    }

    /**
     * Returns a new ticket for a grant.
     *
     * @throws TooManyException if too many tickets are open
     */
    public synchronized String issue(Grant grant, Purpose purpose) {
        long now = nanoTime.getAsLong();
        removeExpired(now);
        if (open.size() >= max) {
            throw new TooManyException(max + " tickets are open");
        }
        Grant.Client client = grant.client();
        int share = Math.max(MIN_SHARE, max / SHARES);
        if (client != null && perClient.getOrDefault(client, 0) >= share) {
            throw new TooManyException(share + " tickets of this client are open");
        }
        byte[] secret = new byte[TICKET_BYTES];
        random.nextBytes(secret);
        String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        open.put(hash(ticket), new Ticket(purpose, grant, now + lifetime.toNanos()));
        if (client != null) {
            perClient.merge(client, 1, Integer::sum);
        }
        return ticket;
    }

    /** Takes a ticket out; returns its grant, null if it is not valid for the purpose. */
    public synchronized @Nullable Grant redeem(String ticket, Purpose purpose) {
        Grant grant = check(ticket, purpose);
        if (grant != null) {
            removed(open.remove(hash(ticket)));
        }
        return grant;
    }

    /** Returns the grant of a ticket, which stays valid; null if it is not valid. */
    public synchronized @Nullable Grant check(String ticket, Purpose purpose) {
        removeExpired(nanoTime.getAsLong());
        Ticket found = ticket.length() > MAX_CHARS ? null : open.get(hash(ticket));
        return found == null || found.purpose() != purpose ? null : found.grant();
    }

    private void removeExpired(long now) {
        Iterator<Ticket> oldest = open.values().iterator();
        while (oldest.hasNext()) {
            Ticket ticket = oldest.next();
            if (ticket.endNanos() - now > 0) {
                return;
            }
            oldest.remove();
            removed(ticket);
        }
    }

    private void removed(@Nullable Ticket ticket) {
        Grant.Client client = ticket == null ? null : ticket.client();
        if (client != null) {
            perClient.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
        }
    }

    private static ByteBuffer hash(String ticket) {
        try {
            return ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256")
                            .digest(ticket.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
