package io.multiconnection.replica;

import io.multiconnection.amf.AmfHeapSize;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;

/**
 * Write to one server that waits to be sent or acknowledged.
 *
 * @param since time of the request, in milliseconds
 * @param sent time of sending, in milliseconds; 0 before that
 */
record PendingWrite(AmfValue value, int bytes, long heap, long since, long sent)
        implements SlotMap.Sized {

    static final PendingWrite NOTHING = new PendingWrite(AmfUndefined.UNDEFINED, 0, 0, 0, 0);

    static PendingWrite of(String slot, AmfValue value, long since) {
        return new PendingWrite(value, SlotSize.of(slot, value), AmfHeapSize.of(value), since, 0);
    }

    PendingWrite sentAt(long now) {
        return new PendingWrite(value, bytes, heap, since, now);
    }

    SlotValue slotValue() {
        return new SlotValue(value, bytes, heap);
    }
}
