package io.multiconnection.rtmp.client;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Connection attempts to one host: a leaky bucket, and those that wait for it. Owners take turns,
 * so that one with many attempts delays each of the others by one interval only. Every operation
 * takes constant time. Not thread-safe; time is handed in.
 */
final class HostQueue {

    /**
     * An attempt that waits.
     *
     * @param owner for whom it is made
     * @param loop on which it begins
     */
    record Ticket(Object owner, ScheduledExecutorService loop, Runnable attempt) {

        void begin() {
            try {
                loop.execute(attempt);
            } catch (RejectedExecutionException e) {
                // its event loop has ended, and the attempt with it
            }
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private final long intervalNanos;
    private final long burstNanos;
    private final Map<Object, Set<Ticket>> owners = new LinkedHashMap<>();
    private int waiting;
    private long filledNanos;
    private long leakedAtNanos;

    /** Creates an idle host that takes {@code burst} attempts at once. */
    HostQueue(long intervalNanos, int burst, long nowNanos) {
        this.intervalNanos = intervalNanos;
        this.burstNanos = burst * intervalNanos;
        this.leakedAtNanos = nowNanos;
    }

    boolean isEmpty() {
        return waiting == 0;
    }

    /** Returns whether it can be forgotten. */
    boolean isIdle(long nowNanos) {
        leak(nowNanos);
        return waiting == 0 && filledNanos == 0;
    }

    private void leak(long nowNanos) {
        filledNanos = Math.max(0, filledNanos - (nowNanos - leakedAtNanos));
        leakedAtNanos = nowNanos;
    }

    /** Returns the nanoseconds until one more attempt may begin. */
    long untilNext(long nowNanos) {
        leak(nowNanos);
        return Math.max(0, filledNanos + intervalNanos - burstNanos);
    }

    /** Begins an attempt, if one may begin. */
    boolean begin(long nowNanos) {
        boolean begins = untilNext(nowNanos) == 0;
        if (begins) {
            filledNanos += intervalNanos;
        }
        return begins;
    }

    /** Returns how long a further attempt of an owner would wait, if no other owner comes. */
    long waitOf(Object owner, long nowNanos) {
        Set<Ticket> own = owners.getOrDefault(owner, Set.of());
        long round = owners.size() + (own.isEmpty() ? 1L : 0L);
        long place = Math.min(waiting + 1L, (own.size() + 1L) * round);
        return untilNext(nowNanos) + (place - 1) * intervalNanos;
    }

    void add(Ticket ticket) {
        owners.computeIfAbsent(ticket.owner(), _ -> new LinkedHashSet<>()).add(ticket);
        waiting++;
    }

    /** Takes a ticket out, if it still waits; those behind it move up. */
    void remove(Ticket ticket) {
        Set<Ticket> own = owners.get(ticket.owner());
        if (own != null && own.remove(ticket)) {
            waiting--;
            if (own.isEmpty()) {
                owners.remove(ticket.owner());
            }
        }
    }

    /** Returns the ticket whose turn is next; there is one. */
    Ticket first() {
        return owners.values().iterator().next().iterator().next();
    }

    /** Takes that ticket; its owner has the next turn after all others. */
    Ticket next() {
        Iterator<Set<Ticket>> each = owners.values().iterator();
        Set<Ticket> own = each.next();
        each.remove();
        Iterator<Ticket> tickets = own.iterator();
        Ticket ticket = tickets.next();
        tickets.remove();
        waiting--;
        if (!own.isEmpty()) {
            owners.put(ticket.owner(), own);
        }
        return ticket;
    }
}
