package io.multiconnection.gateway;

/**
 * Rate of the events that one server may cause at the client, and of their size in characters of
 * JSON. What goes beyond its own share comes from the common one of {@link EventShares}. An event
 * that is larger than both has to wait until the common one is full, and is paid off afterwards.
 * Not thread-safe; time is handed in.
 */
final class ServerEventBudget {

    private final EventShares shares;
    private final RateLimit events;
    private final RateLimit chars;

    ServerEventBudget(EventShares shares, RateLimit events, RateLimit chars) {
        this.shares = shares;
        this.events = events;
        this.chars = chars;
    }

    /** Takes an event, which is lost if that is refused. */
    boolean takeEvent(int size, long nowNanos) {
        return size <= shares.largest() && takeState(size, nowNanos);
    }

    /** Takes an answer that the client has asked for: its rate is that of the client. */
    boolean takeAnswer(int size, long nowNanos) {
        boolean taken = size <= shares.largest() && hasChars(size, nowNanos);
        if (taken) {
            pay(size, nowNanos);
        }
        return taken;
    }

    /** Takes an event that is told later if it is refused now: of any size. */
    boolean takeState(int size, long nowNanos) {
        boolean taken = hasRoom(size, nowNanos);
        if (taken) {
            events.pay(1);
            pay(size, nowNanos);
        }
        return taken;
    }

    /** Returns the characters that an event may have now. */
    int room(long nowNanos) {
        return events.available(nowNanos) < 1
                ? 0
                : (int) (own(shares.largest(), nowNanos) + shares.common(nowNanos));
    }

    /** Returns whether an event of this size would be taken. */
    boolean hasRoom(int size, long nowNanos) {
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
