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

/** What a server says, and what it means: for its copy, and for disputes about slots. */
final class ServerEvents {

    private static final AmfValue GONE = AmfUndefined.UNDEFINED;

    /**
     * What one message of a server meant.
     *
     * @param slots those that it was about
     * @param changes of the server's copy
     */
    record Heard(Set<String> slots, List<SlotChange> changes) {

        private void add(Code code, String slot, AmfValue value) {
            slots.add(slot);
            changes.add(SlotChange.of(code, slot, value));
        }
    }

    private final ReplicaLimits limits;
    private final Replica.Output output;
    private final Copies copies;
    private final Merged merged;
    private final SyncedSlots kept;
    private final Disputes disputes;

    ServerEvents(
            ReplicaLimits limits,
            Replica.Output output,
            Copies copies,
            Merged merged,
            SyncedSlots kept,
            Disputes disputes) {
        this.limits = limits;
        this.output = output;
        this.copies = copies;
        this.merged = merged;
        this.kept = kept;
        this.disputes = disputes;
    }

    /** Takes a message of a server. */
    Heard take(Copy copy, List<SharedObjectEvent> events, long now) {
        Heard heard = new Heard(new LinkedHashSet<>(), new ArrayList<>());
        boolean refusal = events.stream().anyMatch(ServerEvents::isRefusal);
        for (SharedObjectEvent event : events) {
            switch (event) {
                case UseSuccess _ -> heard.changes().add(SlotChange.clear());
                case Clear _ -> {
                    for (String slot : List.copyOf(copy.said().names())) {
                        changed(copy, slot, GONE, now);
                        heard.slots().add(slot);
                    }
                    heard.changes().add(SlotChange.clear());
                }
                case Change(String slot, AmfValue value) ->
                        said(copy, slot, plain(value), refusal, heard, now);
                case Remove(String slot) -> said(copy, slot, GONE, refusal, heard, now);
                case Success(String slot) -> acknowledged(copy, slot, heard, now);
                case Malformed(_, String slot, _) -> unreadable(copy, slot, heard);
                case Status _, SendMessage _ -> {}
                case Use _, Release _, RequestChange _, RequestRemove _ -> {}
            }
        }
        boolean names = heard.changes().stream().anyMatch(it -> it.code() == Code.REJECT);
        if (refusal && !names) { // all that is on its way, then
            copy.inFlight().forEach(slot -> refused(copy, slot, copy.said().get(slot), heard));
        }
        return heard;
    }

    /** AMF3 has integers, AMF0 has not: one number is to be one value, whichever said it. */
    private static AmfValue plain(AmfValue value) {
        return AmfCopy.withoutIntegers().of(value);
    }

    private static boolean isRefusal(SharedObjectEvent event) {
        return event instanceof Status(String code, _) && code.endsWith(".NoWriteAccess");
    }

    /** A server said what a slot is now. */
    private void said(
            Copy copy, String slot, AmfValue value, boolean refusal, Heard heard, long now) {
        if (refusal && copy.isInFlight(slot)) {
            refused(copy, slot, value, heard);
        } else if (Slots.isGone(value) && copy.isDeleting(slot)) {
            acknowledged(copy, slot, heard, now); // as Red5 does: a removal is told to all alike
        } else {
            changed(copy, slot, value, now);
            heard.add(Slots.isGone(value) ? Code.DELETE : Code.CHANGE, slot, value);
        }
    }

    /** A server holds in a slot what cannot be read: the slot is left out, and left alone there. */
    private void unreadable(Copy copy, String slot, Heard heard) {
        if (slot.isEmpty()) {
            return;
        }
        boolean wasThere = copy.said().has(slot);
        copy.unreadable(slot);
        Dispute dispute = disputes.find(slot);
        if (dispute != null) {
            dispute.forgetNews(copy.server());
        }
        heard.slots().add(slot);
        if (wasThere) {
            heard.changes().add(SlotChange.of(Code.DELETE, slot, GONE));
        }
    }

    private void refused(Copy copy, String slot, AmfValue value, Heard heard) {
        limits.check(slot, SlotSize.of(slot, value));
        copy.refused(slot, value);
        heard.add(Code.REJECT, slot, value);
    }

    private void acknowledged(Copy copy, String slot, Heard heard, long now) {
        OptionalLong since = copy.acknowledged(slot);
        if (since.isPresent()) {
            output.acknowledged(copy.server(), now - since.getAsLong());
            Dispute dispute = disputes.find(slot);
            if (dispute != null) {
                dispute.forgetNews(copy.server());
            }
            heard.add(Code.SUCCESS, slot, copy.said().get(slot));
        } else {
            heard.slots().add(slot);
        }
    }

    /** Another client wrote a slot; before what is on its way from here, if anything is. */
    private void changed(Copy copy, String slot, AmfValue value, long now) {
        if (copy.said().get(slot).equals(value)) {
            return;
        }
        AmfValue known = merged.get(slot);
        copy.said(slot, known.equals(value) ? known : value); // one in memory, for all servers
        limits.check(slot, copy.said().bytes(slot));
        if (copy.isSettled() && copy.isInFlight(slot)) {
            leaderTook(copy, slot, value, now);
        } else if (copy.isSettled()) {
            news(copy, slot, value, now);
        }
    }

    /** What another client wrote to a slot stands on that server. */
    void news(Copy copy, String slot, AmfValue value, long now) {
        copy.forgive(slot);
        Dispute dispute = kept.has(slot) ? disputes.open(slot, now) : null;
        if (dispute != null) {
            dispute.changed(copy.server());
            leaderTook(copy, slot, value, now);
        }
        if (copies.leads(copy) || !Slots.isGone(value)) {
            kept.deleted(slot, Slots.isGone(value));
        }
    }

    private void leaderTook(Copy copy, String slot, AmfValue value, long now) {
        Dispute dispute = copies.leads(copy) && kept.has(slot) ? disputes.open(slot, now) : null;
        if (dispute != null) {
            dispute.leaderTook(value);
        }
    }
}
