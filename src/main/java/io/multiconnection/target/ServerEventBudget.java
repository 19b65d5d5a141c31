package io.multiconnection.target;

/**
 * Rate of the events that one server may cause at the client, and of their size in characters of
 * JSON. What goes beyond its own share comes from the common one of {@link SessionEventBudget}. An
 * event that is larger than both has to wait until the common one is full, and is paid off
 * afterwards. Not thread-safe; time is handed in.
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

    /** Takes an event, which is lost if that is refused. */
    boolean takeEvent(int size, long nowNanos) {
        return size <= shares.largest() && takeState(size, nowNanos);
    }

    /** Takes an answer that the client has asked for: its rate is that of the client. */
    public boolean takeAnswer(int size, long nowNanos) {
        boolean taken = size <= shares.largest() && hasChars(size, nowNanos);
        if (taken) {
            pay(size, nowNanos);
        }
        return taken;
    }

    /** Takes an event that is told later if it is refused now: of any size. */
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
