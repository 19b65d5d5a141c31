package io.multiconnection.rtmp.client;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Queue of the connection attempts to one host, drained by a leaky bucket. Owners are served
 * round-robin, so an owner with many attempts delays each other owner by one interval only. Every
 * operation takes constant time. Not thread-safe; the current time is a parameter.
 */
final class HostQueue {

    /**
     * Waiting attempt.
     *
     * @param owner key for the round-robin
     * @param loop runs the attempt
     */
    record Ticket(Object owner, ScheduledExecutorService loop, Runnable attempt) {

        void begin() {
            try {
                loop.execute(attempt);
            } catch (RejectedExecutionException e) {
                // the event loop has shut down, and the attempt with it
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

    /** Creates the queue of an idle host, which admits {@code burst} attempts at once. */
    HostQueue(long intervalNanos, int burst, long nowNanos) {
        this.intervalNanos = intervalNanos;
        this.burstNanos = burst * intervalNanos;
        this.leakedAtNanos = nowNanos;
    }

    boolean isEmpty() {
        return waiting == 0;
    }

    /** Returns whether the queue holds no state and can be dropped. */
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

    /** Admits an attempt; returns false if it has to wait. */
    boolean begin(long nowNanos) {
        boolean begins = untilNext(nowNanos) == 0;
        if (begins) {
            filledNanos += intervalNanos;
        }
        return begins;
    }

    /**
     * Returns the nanoseconds that a further attempt of an owner would wait if no other owner
     * joins.
     */
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

    /** Removes a ticket that still waits; later ones move up. */
    void remove(Ticket ticket) {
        Set<Ticket> own = owners.get(ticket.owner());
        if (own != null && own.remove(ticket)) {
            waiting--;
            if (own.isEmpty()) {
                owners.remove(ticket.owner());
            }
        }
    }

    /** Returns the next ticket. The queue must not be empty. */
    Ticket first() {
        return owners.values().iterator().next().iterator().next();
    }

    /** Removes and returns the next ticket; its owner moves to the end of the round. */
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
