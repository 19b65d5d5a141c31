package io.multiconnection.replica;

import io.multiconnection.amf.AmfCopy;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.SlotChange;
import io.multiconnection.protocol.SlotChange.Code;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Clear;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Applies the events of a server to its copy and to the conflicts about slots. */
final class ServerEvents {

    private static final AmfValue GONE = AmfUndefined.UNDEFINED;

    /**
     * Outcome of one message of a server.
     *
     * @param slots affected slots
     * @param changes changes of the server's copy
     */
    record Outcome(Set<String> slots, List<SlotChange> changes) {

        private void add(Code code, String slot, AmfValue value) {
            slots.add(slot);
            changes.add(SlotChange.of(code, slot, value));
        }
    }

    private final ReplicaLimits limits;
    private final ReplicaOutput output;
    private final ServerCopies copies;
    private final MergedObject merged;
    private final SyncedSlots synced;
    private final SlotConflicts conflicts;

    ServerEvents(
            ReplicaLimits limits,
            ReplicaOutput output,
            ServerCopies copies,
            MergedObject merged,
            SyncedSlots synced,
            SlotConflicts conflicts) {
        this.limits = limits;
        this.output = output;
        this.copies = copies;
        this.merged = merged;
        this.synced = synced;
        this.conflicts = conflicts;
    }

    /** Applies a message of a server. */
    Outcome take(ServerCopy copy, List<SharedObjectEvent> events, long now) {
        Outcome outcome = new Outcome(new LinkedHashSet<>(), new ArrayList<>());
        boolean refusal = events.stream().anyMatch(ServerEvents::isRefusal);
        for (SharedObjectEvent event : events) {
            switch (event) {
                case UseSuccess _ -> outcome.changes().add(SlotChange.clear());
                case Clear _ -> {
                    for (String slot : List.copyOf(copy.reported().names())) {
                        changed(copy, slot, GONE, now);
                        outcome.slots().add(slot);
                    }
                    outcome.changes().add(SlotChange.clear());
                }
                case Change(String slot, AmfValue value) ->
                        reported(copy, slot, plain(value), refusal, outcome, now);
                case Remove(String slot) -> reported(copy, slot, GONE, refusal, outcome, now);
                case Success(String slot) -> acknowledged(copy, slot, outcome, now);
                case Malformed(_, String slot, _) -> unreadable(copy, slot, outcome);
                case Status _, SendMessage _ -> {}
                case Use _, Release _, RequestChange _, RequestRemove _ -> {}
            }
        }
        boolean names = outcome.changes().stream().anyMatch(it -> it.code() == Code.REJECT);
        if (refusal && !names) { // applies to all writes in flight
            copy.inFlight()
                    .forEach(slot -> refused(copy, slot, copy.reported().get(slot), outcome));
        }
        return outcome;
    }

    /**
     * Converts AMF3 integers to numbers, so that equal numbers of AMF0 and AMF3 servers are equal.
     */
    private static AmfValue plain(AmfValue value) {
        return AmfCopy.withoutIntegers().of(value);
    }

    private static boolean isRefusal(SharedObjectEvent event) {
        return event instanceof Status(String code, _) && code.endsWith(".NoWriteAccess");
    }

    /** Applies a reported value of a slot. */
    private void reported(
            ServerCopy copy,
            String slot,
            AmfValue value,
            boolean refusal,
            Outcome outcome,
            long now) {
        if (refusal && copy.isInFlight(slot)) {
            refused(copy, slot, value, outcome);
        } else if (SlotValue.isGone(value) && copy.isDeleting(slot)) {
            acknowledged(copy, slot, outcome, now); // Red5 sends a removal to its writer, too
        } else {
            changed(copy, slot, value, now);
            outcome.add(SlotValue.isGone(value) ? Code.DELETE : Code.CHANGE, slot, value);
        }
    }

    /**
     * Applies an unreadable value: the slot is ignored on this server and not overwritten there.
     */
    private void unreadable(ServerCopy copy, String slot, Outcome outcome) {
        if (slot.isEmpty()) {
            return;
        }
        boolean wasThere = copy.reported().has(slot);
        copy.unreadable(slot);
        SlotConflict conflict = conflicts.find(slot);
        if (conflict != null) {
            conflict.forgetRemoteWrite(copy.server());
        }
        outcome.slots().add(slot);
        if (wasThere) {
            outcome.changes().add(SlotChange.of(Code.DELETE, slot, GONE));
        }
    }

    private void refused(ServerCopy copy, String slot, AmfValue value, Outcome outcome) {
        limits.check(slot, SlotSize.of(slot, value));
        copy.refused(slot, value);
        outcome.add(Code.REJECT, slot, value);
    }

    private void acknowledged(ServerCopy copy, String slot, Outcome outcome, long now) {
        OptionalLong since = copy.acknowledged(slot);
        if (since.isPresent()) {
            output.acknowledged(copy.server(), now - since.getAsLong());
            SlotConflict conflict = conflicts.find(slot);
            if (conflict != null) {
                conflict.forgetRemoteWrite(copy.server());
            }
            outcome.add(Code.SUCCESS, slot, copy.reported().get(slot));
        } else {
            outcome.slots().add(slot);
        }
    }

    /** Applies another client's write, which precedes this session's writes in flight. */
    private void changed(ServerCopy copy, String slot, AmfValue value, long now) {
        if (copy.reported().get(slot).equals(value)) {
            return;
        }
        AmfValue known = merged.get(slot);
        copy.reported(
                slot, known.equals(value) ? known : value); // one object in memory for all servers
        limits.check(slot, copy.reported().bytes(slot));
        if (copy.isSettled() && copy.isInFlight(slot)) {
            leaderAccepted(copy, slot, value, now);
        } else if (copy.isSettled()) {
            remoteWrite(copy, slot, value, now);
        }
    }

    /** Records another client's write that is the current value on that server. */
    void remoteWrite(ServerCopy copy, String slot, AmfValue value, long now) {
        copy.allowWrites(slot);
        SlotConflict conflict = synced.has(slot) ? conflicts.open(slot, now) : null;
        if (conflict != null) {
            conflict.changed(copy.server());
            leaderAccepted(copy, slot, value, now);
        }
        if (copies.leads(copy) || !SlotValue.isGone(value)) {
            synced.deleted(slot, SlotValue.isGone(value));
        }
    }

    private void leaderAccepted(ServerCopy copy, String slot, AmfValue value, long now) {
        SlotConflict conflict =
                copies.leads(copy) && synced.has(slot) ? conflicts.open(slot, now) : null;
        if (conflict != null) {
            conflict.leaderAccepted(value);
        }
    }
}
