package io.multiconnection.media;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Setup frames of a stream: metadata, codec configurations, colour information and channel layouts
 * that the next frames need. For each slot, which is a role and a track or name, the latest frame
 * is kept. A body of several tracks occupies several slots and is kept until all of them have newer
 * frames.
 *
 * <p>The number and bytes of frames are limited for each role; a frame over the limit is not kept.
 * Not thread-safe.
 *
 * @param <F> type of the frames
 */
public final class SetupFrames<F extends StreamFrame> {

    /** Limit of the frames of a role. */
    public static final int MAX_FRAMES = 32;

    /** Limit of the sum of the bodies of a role, in bytes. */
    public static final int MAX_BYTES = 1 << 20;

    /** Callback that counts or retains the kept frames. */
    public interface Keeper<F> {

        /** Returns the frame to keep; {@code frame} itself is borrowed. */
        default F keep(F frame) {
            return frame;
        }

        /** Drops a frame that {@link #keep} returned. */
        default void drop(F frame) {}
    }

    private record Slot(FrameRole role, Object part) {}

    /** Frame in one or several slots. */
    private static final class Kept<F extends StreamFrame> {

        private final F frame;
        private final long number;
        private int slots;

        Kept(F frame, long number, int slots) {
            this.frame = frame;
            this.number = number;
            this.slots = slots;
        }
    }

    /** Number and bytes of the kept frames of a role. */
    private static final class Sum {

        private int frames;
        private int bytes;
    }

    private static final Logger LOG = System.getLogger(SetupFrames.class.getName());

    private final Keeper<F> keeper;
    private final Map<Slot, Kept<F>> slots = new HashMap<>();
    private final Map<FrameRole, Sum> sums = new EnumMap<>(FrameRole.class);
    private long count;

    /** Creates an empty set of frames that need no release. */
    public SetupFrames() {
        this(new Keeper<>() {});
    }

    /** Creates an empty set. */
    public SetupFrames(Keeper<F> keeper) {
        this.keeper = keeper;
    }

    /**
     * Keeps a setup frame, which replaces the older frames of its slots.
     *
     * @return false if the frame exceeds a limit; the older frames are dropped nevertheless,
     *     because they are outdated
     */
    public boolean keep(F frame) {
        FrameKind kind = frame.kind();
        kind.parts().forEach(part -> vacate(new Slot(kind.role(), part)));
        Sum sum = sum(kind.role());
        if (sum.frames == MAX_FRAMES || frame.bytes() > MAX_BYTES - sum.bytes) {
            LOG.log(Level.DEBUG, () -> overLimit(frame));
            return false;
        }
        sum.frames++;
        sum.bytes += frame.bytes();
        Kept<F> kept = new Kept<>(keeper.keep(frame), count++, kind.parts().size());
        kind.parts().forEach(part -> slots.put(new Slot(kind.role(), part), kept));
        return true;
    }

    /** Returns the text for a frame that {@link #keep} refused. */
    public String overLimit(F frame) {
        Sum sum = sum(frame.role());
        return "setup frame %s of %d bytes beside %d of %d bytes, expected up to %d of %d bytes together"
                .formatted(
                        frame.role(), frame.bytes(), sum.frames, sum.bytes, MAX_FRAMES, MAX_BYTES);
    }

    private Sum sum(FrameRole role) {
        return sums.computeIfAbsent(role, _ -> new Sum());
    }

    private void vacate(Slot slot) {
        Kept<F> kept = slots.remove(slot);
        if (kept != null) {
            kept.slots--;
            if (kept.slots == 0) {
                Sum sum = sum(slot.role());
                sum.frames--;
                sum.bytes -= kept.frame.bytes();
                keeper.drop(kept.frame);
            }
        }
    }

    /** Returns the kept frames in the order in which a player needs them. */
    public List<F> frames() {
        return slots.values().stream()
                .distinct()
                .sorted(
                        Comparator.comparing((Kept<F> kept) -> kept.frame.role())
                                .thenComparingLong(kept -> kept.number))
                .map(kept -> kept.frame)
                .toList();
    }

    public boolean isEmpty() {
        return slots.isEmpty();
    }

    /** Drops the frames of these roles. */
    public void forget(Predicate<FrameRole> roles) {
        List.copyOf(slots.keySet()).stream()
                .filter(slot -> roles.test(slot.role()))
                .forEach(this::vacate);
    }

    /** Drops the metadata of this name. */
    public void forget(String name) {
        vacate(new Slot(FrameRole.METADATA, name));
    }

    /** Drops everything. */
    public void clear() {
        forget(_ -> true);
    }
}
