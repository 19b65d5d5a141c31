package io.multiconnection.memory;

/**
 * Memory of one object whose size changes, in bytes. Takes its growth from the account and gives
 * back what it shrinks by. Not thread-safe.
 */
public final class MemoryCharge {

    private final MemoryAccount account;
    private final MemoryKind kind;
    private long bytes;

    /** Creates a charge of nothing. */
    public MemoryCharge(MemoryAccount account, MemoryKind kind) {
        this.account = account;
        this.kind = kind;
    }

    /** Returns the bytes that are charged. */
    public long bytes() {
        return bytes;
    }

    /** Charges {@code now} bytes in place of the previous ones, even beyond a limit. */
    public void set(long now) {
        long more = now - bytes;
        bytes = now;
        if (more > 0) {
            var _ = account.take(kind, more);
        } else if (more < 0) {
            account.give(kind, -more);
        }
    }
}
