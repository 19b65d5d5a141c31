package io.multiconnection.target;

import java.util.function.IntSupplier;

/**
 * Budget of a session for events that its servers cause at the client. Each server, and the session
 * itself, has a share that no other can use; beyond it they share a common part. All of them
 * together never fill more than three quarters of the bytes that may wait for the client, so that
 * no server can get a client closed that reads. Not thread-safe; the caller passes the time.
 */
public final class SessionEventBudget {

    /** Share of {@code unread-bytes} in a second that is divided among the servers. */
    private static final double DIVIDED = 0.1;

    /** Share of {@code unread-bytes} in a second that all servers have in common. */
    private static final double COMMON = 0.15;

    /** Above every rate that there is; infinity cannot be refilled. */
    private static final double UNLIMITED = 1e12;

    private final int unreadBytes;
    private final int serverEventsPerSecond;
    private final IntSupplier servers;
    private final RateLimiter common;

    /**
     * Creates full shares.
     *
     * @param servers how many servers the session has now
     */
    public SessionEventBudget(
            int unreadBytes, int serverEventsPerSecond, IntSupplier servers, long nowNanos) {
        this.unreadBytes = unreadBytes;
        this.serverEventsPerSecond = serverEventsPerSecond;
        this.servers = servers;
        this.common = new RateLimiter(unreadBytes * COMMON, nowNanos);
    }

    /** Returns the budget of a server that joins. */
    public ServerEventBudget ofServer(long nowNanos) {
        return budget(serverEventsPerSecond, nowNanos);
    }

    /** Returns the budget of what no single server has caused. */
    public ServerEventBudget ofSession(long nowNanos) {
        return budget(UNLIMITED, nowNanos);
    }

    private ServerEventBudget budget(double eventsPerSecond, long nowNanos) {
        return new ServerEventBudget(
                this,
                new RateLimiter(eventsPerSecond, nowNanos),
                new RateLimiter(unreadBytes * DIVIDED, nowNanos));
    }

    /** Returns among how many the divided part is divided. */
    int members() {
        return Math.max(1, servers.getAsInt()) + 1;
    }

    /** Returns the characters of the largest event that is ever told. */
    int largest() {
        return unreadBytes / 2;
    }

    /** Returns whether the common part has {@code chars} characters for an event of {@code all}. */
    boolean has(double chars, int all, long nowNanos) {
        double burst = unreadBytes * (DIVIDED / members() + COMMON);
        boolean isLarge = all > burst * RateLimiter.BURST_SECONDS;
        return common.available(nowNanos) >= chars || (isLarge && common.isFull(nowNanos));
    }

    /** Returns the characters that the common part has. */
    double common(long nowNanos) {
        return Math.max(0, common.available(nowNanos));
    }

    /** Takes characters from the common part. */
    void pay(double chars) {
        common.pay(chars);
    }
}
