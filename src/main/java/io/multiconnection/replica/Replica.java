package io.multiconnection.replica;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.Request.PathWrite;
import io.multiconnection.protocol.SlotChange;
import io.multiconnection.protocol.SlotChange.Code;
import io.multiconnection.replica.ReplicaException.Kind;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Clear;
import io.multiconnection.rtmp.SharedObjectEvent.Release;
import io.multiconnection.rtmp.SharedObjectEvent.Remove;
import io.multiconnection.rtmp.SharedObjectEvent.RequestChange;
import io.multiconnection.rtmp.SharedObjectEvent.RequestRemove;
import io.multiconnection.rtmp.SharedObjectEvent.SendMessage;
import io.multiconnection.rtmp.SharedObjectEvent.Status;
import io.multiconnection.rtmp.SharedObjectEvent.Success;
import io.multiconnection.rtmp.SharedObjectEvent.Use;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One shared object on several servers (ADR 0005). Each server's copy is a view of what that server
 * said; the merged object is that of the leader, with what only others have. Slots that this
 * session writes, or all of them, are kept equal.
 *
 * <p>Times are milliseconds of one clock that never goes back. Belongs to one thread.
 */
public final class Replica {

    /** How long a slot must rest before a difference is taken for one. */
    public static final long QUIET_MILLIS = 200;

    private static final long NEVER = Long.MAX_VALUE;

    /** Where a replica's words go. Called within the replica's own methods; must not call back. */
    public interface Output {

        /** A server is to be asked for these. */
        void write(int server, List<SlotWrite> writes);

        /** The merged object has changed. */
        void sync(List<SlotChange> changes);

        /** A server has said these of its copy. */
        void sync(int server, int version, List<SlotChange> changes);
    }

    private final boolean mirror;
    private final ReplicaLimits limits;
    private final long equalsUntil;
    private final Output output;
    private final Copies copies = new Copies();
    private final Map<Integer, Long> settling = new HashMap<>();
    private final Slots merged = new Slots();
    private final Map<String, AmfValue> mine = new HashMap<>();
    private final Set<String> kept = new HashSet<>();
    private final Set<String> deleted = new HashSet<>();
    private final LeaderHistory history = new LeaderHistory();
    private final Map<String, Long> restless = new LinkedHashMap<>();
    private boolean established;
    private boolean started;

    /**
     * @param mirror whether every slot is kept equal, not only those that this session writes
     * @param equalsUntil until when servers join as equals, and not to be healed
     */
    public Replica(boolean mirror, ReplicaLimits limits, long equalsUntil, Output output) {
        this.mirror = mirror;
        this.limits = limits;
        this.equalsUntil = equalsUntil;
        this.output = output;
    }

    /** A server that may join; one of several that sorts first by {@code label} leads. */
    public void add(int server, String label) {
        copies.add(new Copy(server, label));
    }

    /** From now on changes are told, those until now at once. */
    public void start() {
        started = true;
        List<SlotChange> all = new ArrayList<>();
        all.add(SlotChange.clear());
        merged.names().forEach(slot -> all.add(change(Code.CHANGE, slot, merged.get(slot))));
        output.sync(all);
        for (Copy copy : copies.joined()) {
            List<SlotChange> its = new ArrayList<>();
            its.add(SlotChange.clear());
            copy.said()
                    .names()
                    .forEach(slot -> its.add(change(Code.CHANGE, slot, copy.said().get(slot))));
            output.sync(copy.server(), copy.version(), its);
        }
    }

    /** The servers that have the object, in the order of their numbers. */
    public List<Integer> joinedServers() {
        return copies.all().stream().filter(Copy::isJoined).map(Copy::server).toList();
    }

    /** What the merged object holds; undefined where it has no such slot. */
    public AmfValue get(String slot) {
        return merged.get(slot);
    }

    /** The names of the merged object's slots. */
    public Set<String> names() {
        return Set.copyOf(merged.names());
    }

    /**
     * Whether every server that has the object holds the same in every slot that is kept equal, and
     * nothing is on its way.
     */
    public boolean isConverged() {
        return copies.names().stream()
                .filter(this::isKept)
                .allMatch(slot -> copies.isEqual(slot) && !copies.isPending(slot));
    }

    /**
     * Writes slots, all of them or none.
     *
     * @throws ReplicaException if one cannot be written; nothing is done then
     */
    public void set(List<PathWrite> writes, long now) {
        Map<String, AmfValue> next = new LinkedHashMap<>();
        for (PathWrite write : writes) {
            String slot = write.path().getFirst();
            AmfValue root = next.getOrDefault(slot, merged.get(slot));
            AmfValue value = write.value() instanceof AmfNull ? gone() : write.value();
            List<String> inside = write.path().subList(1, write.path().size());
            next.put(slot, SlotPath.with(root, inside, value));
        }
        checkLimits(next);
        next.forEach((slot, value) -> set(slot, value, now));
        flush();
        tell(next.keySet());
    }

    private void set(String slot, AmfValue value, long now) {
        kept.add(slot);
        mine.put(slot, value);
        merged.put(slot, value);
        remember(slot, Slots.isGone(value));
        history.forget(slot);
        for (Copy copy : copies.all()) {
            copy.forgetNews(slot);
            copy.write(slot, value);
        }
        disturb(slot, now);
    }

    /** Deletes every slot. */
    public void clear(long now) {
        set(
                List.copyOf(merged.names()).stream()
                        .map(slot -> new PathWrite(List.of(slot), gone()))
                        .toList(),
                now);
    }

    private void checkLimits(Map<String, AmfValue> next) {
        long bytes = merged.bytes();
        int slots = merged.size();
        int names = kept.size();
        for (Map.Entry<String, AmfValue> entry : next.entrySet()) {
            String slot = entry.getKey();
            AmfValue value = entry.getValue();
            int size = Slots.isGone(value) ? 0 : SlotSize.of(slot, value);
            check(size, limits.valueBytes(), "slot " + slot + " of %d bytes, limit %d");
            bytes += size - merged.bytes(slot);
            slots += (size > 0 ? 1 : 0) - (merged.has(slot) ? 1 : 0);
            names += kept.contains(slot) ? 0 : 1;
        }
        if (names > limits.slots()) {
            kept.removeIf(
                    slot -> !merged.has(slot) && !next.containsKey(slot) && !copies.isOwed(slot));
            names = kept.size() + next.size();
        }
        check(slots, limits.slots(), "%d slots, limit %d");
        check(names, 2L * limits.slots(), "%d slots written or deleted, limit %d");
        check(bytes, limits.bytes(), "%d bytes of slots, limit %d");
    }

    private static void check(long came, long limit, String text) {
        if (came > limit) {
            throw new ReplicaException(Kind.TOO_MUCH, text.formatted(came, limit));
        }
    }

    /**
     * A server has said something of its copy.
     *
     * @throws ReplicaException if the copy is more than may be held: it is {@link #leave left} then
     */
    public void heard(int server, int version, List<SharedObjectEvent> events, long now) {
        Copy copy = copies.of(server);
        Set<String> touched = new LinkedHashSet<>();
        List<SlotChange> its = new ArrayList<>();
        for (SharedObjectEvent event : events) {
            switch (event) {
                case UseSuccess _ -> {
                    copy.join(version);
                    its.add(SlotChange.clear());
                }
                case Clear _ -> {
                    for (String slot : List.copyOf(copy.said().names())) {
                        changed(copy, slot, gone(), touched);
                    }
                    its.add(SlotChange.clear());
                }
                case Change(String slot, AmfValue value) -> {
                    changed(copy, slot, value, touched);
                    its.add(change(Code.CHANGE, slot, value));
                }
                case Remove(String slot) -> {
                    changed(copy, slot, gone(), touched);
                    its.add(change(Code.DELETE, slot, gone()));
                }
                case Success(String slot) -> {
                    if (acknowledged(copy, slot)) {
                        touched.add(slot);
                        its.add(change(Code.SUCCESS, slot, copy.said().get(slot)));
                    }
                }
                case Use _, Release _, RequestChange _, RequestRemove _ -> {}
                case SendMessage _, Status _ -> {}
            }
            checkCopy(copy, now);
        }
        copy.heard(version);
        if (copy.state() == Copy.State.JOINING) {
            settling.put(server, now + QUIET_MILLIS);
        }
        touched.forEach(slot -> agreeOrDisturb(slot, now));
        if (started && !its.isEmpty()) {
            output.sync(server, copy.version(), its);
        }
        flush();
        tell(touched);
    }

    private boolean acknowledged(Copy copy, String slot) {
        AmfValue old = copy.said().get(slot);
        boolean asked = copy.acknowledged(slot);
        if (asked && copies.leads(copy)) {
            record(slot, old, copy.said().get(slot));
        }
        return asked;
    }

    private void record(String slot, AmfValue old, AmfValue value) {
        if (isKept(slot)) {
            history.add(slot, old);
            history.add(slot, value);
        }
    }

    private void changed(Copy copy, String slot, AmfValue value, Set<String> touched) {
        boolean leads = copies.leads(copy);
        if (leads) {
            record(slot, copy.said().get(slot), value);
        }
        copy.changed(slot, value);
        if (copy.isNews(slot) && (leads || !Slots.isGone(value))) {
            remember(slot, Slots.isGone(value));
        }
        touched.add(slot);
    }

    private void checkCopy(Copy copy, long now) {
        if (copy.said().size() > limits.slots() || copy.said().bytes() > limits.bytes()) {
            int slots = copy.said().size();
            long bytes = copy.said().bytes();
            leave(copy.server(), now);
            throw new ReplicaException(
                    Kind.TOO_MUCH,
                    "%d slots of %d bytes, limits %d and %d"
                            .formatted(slots, bytes, limits.slots(), limits.bytes()));
        }
    }

    /** A server is gone, or has the object no longer. */
    public void leave(int server, long now) {
        copies.of(server).leave();
        settling.remove(server);
        history.clear();
        // What only the lost server had is kept: it may come back without it.
        tell(copies.names());
        tell(Set.copyOf(mine.keySet()));
        kept.stream().filter(slot -> !copies.isEqual(slot)).forEach(slot -> disturb(slot, now));
    }

    /** A server does not let this session write. */
    public void refuseWrites(int server) {
        copies.of(server).refuseWrites();
        tell(Set.copyOf(mine.keySet()));
    }

    /** When {@link #tick} is to be called, if nothing else happens. */
    public OptionalLong nextTick() {
        long settle = settling.values().stream().mapToLong(Long::longValue).min().orElse(NEVER);
        long rest = restless.isEmpty() ? NEVER : restless.values().iterator().next() + QUIET_MILLIS;
        long next = Math.min(settle, rest);
        return next == NEVER ? OptionalLong.empty() : OptionalLong.of(next);
    }

    /** Time has passed: takes those in who have told what they hold, and makes copies equal. */
    public void tick(long now) {
        for (Map.Entry<Integer, Long> entry : List.copyOf(settling.entrySet())) {
            if (entry.getValue() <= now) {
                settling.remove(entry.getKey());
                settle(copies.of(entry.getKey()), now);
            }
        }
        Set<String> rested = new LinkedHashSet<>();
        for (Map.Entry<String, Long> entry : restless.entrySet()) {
            if (entry.getValue() + QUIET_MILLIS > now) {
                break;
            }
            rested.add(entry.getKey());
        }
        rested.forEach(restless::remove);
        List<Copy> settled = copies.settled();
        rested.forEach(slot -> makeEqual(slot, settled));
        flush();
        tell(rested);
    }

    private void settle(Copy copy, long now) {
        Set<String> slots = new LinkedHashSet<>(copies.names());
        slots.addAll(merged.names());
        slots.addAll(kept);
        established = true;
        boolean equal = !copy.isKnown() && now < equalsUntil;
        if (copy.settle() && !equal) {
            slots.stream()
                    .filter(slot -> merged.has(slot) || deleted.contains(slot))
                    .forEach(slot -> copy.write(slot, merged.get(slot)));
        }
        slots.stream()
                .filter(slot -> copy.isNews(slot) && copy.said().has(slot))
                .forEach(deleted::remove);
        flush();
        slots.forEach(slot -> agreeOrDisturb(slot, now));
        // What nobody has any more, and nobody keeps, is gone.
        tell(slots);
    }

    /** Lets one value of a slot that rests win, where the copies differ. */
    private void makeEqual(String slot, List<Copy> settled) {
        // What is on its way disturbs the slot again when it arrives.
        if (!settled.isEmpty() && !copies.isPending(slot) && !copies.isEqual(slot)) {
            AmfValue value = winner(slot, settled);
            settled.forEach(copy -> copy.write(slot, value));
            remember(slot, Slots.isGone(value));
        }
    }

    /** The copies are equal, or it is to be seen to that they become so. */
    private void agreeOrDisturb(String slot, long now) {
        if (copies.isPending(slot) || !copies.isEqual(slot)) {
            disturb(slot, now);
            return;
        }
        restless.remove(slot);
        history.forget(slot);
        copies.all().forEach(copy -> copy.forgetNews(slot));
    }

    /**
     * What another client wrote to a follower since the copies were equal, and the leader has not
     * held since; otherwise what the leader holds. That a slot is missing counts only where
     * somebody is known to have deleted it.
     */
    private AmfValue winner(String slot, List<Copy> settled) {
        Copy leader = settled.getFirst();
        for (Copy follower : settled.subList(1, settled.size())) {
            AmfValue value = follower.said().get(slot);
            if (follower.isNews(slot) && !history.has(slot, value)) {
                return value;
            }
        }
        return leader.said().has(slot) || deleted.contains(slot)
                ? leader.said().get(slot)
                : settled.stream()
                        .map(copy -> copy.said().get(slot))
                        .filter(value -> !Slots.isGone(value))
                        .findFirst()
                        .orElse(gone());
    }

    private boolean isKept(String slot) {
        return mirror || kept.contains(slot);
    }

    private void remember(String slot, boolean isDeleted) {
        if (!isDeleted) {
            deleted.remove(slot);
        } else if (deleted.size() < 2 * limits.slots()) {
            deleted.add(slot);
        }
    }

    private void disturb(String slot, long now) {
        if (isKept(slot)) {
            restless.remove(slot);
            restless.put(slot, now);
        }
    }

    private void flush() {
        for (Copy copy : copies.all()) {
            List<SlotWrite> writes = copy.send();
            if (!writes.isEmpty()) {
                output.write(copy.server(), writes);
            }
        }
    }

    /** Tells what has become of slots. */
    private void tell(Collection<String> slots) {
        List<Copy> merging = merging();
        if (merging.isEmpty()) {
            return;
        }
        List<SlotChange> changes = new ArrayList<>();
        for (String slot : slots) {
            AmfValue now = held(slot, merging);
            AmfValue told = merged.get(slot);
            merged.put(slot, now);
            if (mine.containsKey(slot) && !copies.isPending(slot)) {
                boolean stands = now.equals(mine.remove(slot));
                changes.add(change(stands ? Code.SUCCESS : Code.REJECT, slot, now));
            } else if (!now.equals(told)) {
                changes.add(change(Slots.isGone(now) ? Code.DELETE : Code.CHANGE, slot, now));
            }
        }
        if (started && !changes.isEmpty()) {
            output.sync(changes);
        }
    }

    /** What the leader holds; where that has no such slot, and it was not deleted, the next. */
    private AmfValue held(String slot, List<Copy> merging) {
        for (Copy copy : merging) {
            AmfValue value = copy.held(slot);
            if (!Slots.isGone(value) || deleted.contains(slot)) {
                return value;
            }
        }
        return gone();
    }

    /** Those that make up the merged object; at the very first also who is not settled yet. */
    private List<Copy> merging() {
        return established ? copies.settled() : copies.joined();
    }

    private static SlotChange change(Code code, String slot, AmfValue value) {
        return new SlotChange(code, slot, Slots.isGone(value) ? null : value);
    }

    private static AmfValue gone() {
        return AmfUndefined.UNDEFINED;
    }
}
