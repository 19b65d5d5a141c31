package io.multiconnection.target;

/**
 * Budget of one server for the events that it causes at the client: their rate, and their size in
 * characters of JSON. Beyond the server's own share the common part of {@link SessionEventBudget}
 * pays. An event that is larger than both waits until the common part is full, which is then paid
 * off. Not thread-safe; the caller passes the time.
 */
public final class ServerEventBudget {

    private final SessionEventBudget shares;
    private final RateLimiter events;
    private final RateLimiter chars;

    ServerEventBudget(SessionEventBudget shares, RateLimiter events, RateLimiter chars) {
        this.shares = shares;
        this.events = events;
        this.chars = chars;
    }

    /** Takes an event that is dropped if the budget refuses it. */
    boolean takeEvent(int size, long nowNanos) {
        return size <= shares.largest() && takeState(size, nowNanos);
    }

    /** Takes a response that the client has asked for: the rate is limited by its requests. */
    public boolean takeResponse(int size, long nowNanos) {
        boolean taken = size <= shares.largest() && hasChars(size, nowNanos);
        if (taken) {
            pay(size, nowNanos);
        }
        return taken;
    }

    /** Takes an event of any size that is sent later if the budget refuses it now. */
    public boolean takeState(int size, long nowNanos) {
        boolean taken = hasRoom(size, nowNanos);
        if (taken) {
            events.pay(1);
            pay(size, nowNanos);
        }
        return taken;
    }

    /** Returns the characters that an event may have now. */
    public int room(long nowNanos) {
        return events.available(nowNanos) < 1
                ? 0
                : (int) (own(shares.largest(), nowNanos) + shares.common(nowNanos));
    }

    /** Returns whether an event of this size would be taken. */
    public boolean hasRoom(int size, long nowNanos) {
        return events.available(nowNanos) >= 1 && hasChars(size, nowNanos);
    }

    private boolean hasChars(int size, long nowNanos) {
        return shares.has(size - own(size, nowNanos), size, nowNanos);
    }

    private void pay(int size, long nowNanos) {
        double own = own(size, nowNanos);
        chars.pay(own * shares.members());
        shares.pay(size - own);
    }

    /** Returns how many of the characters the server's own share has. */
    private double own(int size, long nowNanos) {
        return Math.clamp(chars.available(nowNanos) / shares.members(), 0, size);
    }
}
