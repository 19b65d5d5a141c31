/**
 * Memory that is held for peers: one budget for the process, an account for each holder.
 *
 * <p>Memory for data that waits for a peer, or is kept for one, is taken from the holder's account
 * before it is allocated and given back when it is released. Read {@link
 * io.multiconnection.memory.MemoryBudget} first.
 */
@NullMarked
package io.multiconnection.memory;

import org.jspecify.annotations.NullMarked;
