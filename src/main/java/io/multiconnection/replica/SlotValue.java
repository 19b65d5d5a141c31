package io.multiconnection.replica;

import io.multiconnection.amf.AmfHeapSize;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;

/**
 * Value of a slot with its sizes.
 *
 * @param bytes size of the slot in a message to a server
 * @param heap estimate of the value's heap, in bytes
 */
record SlotValue(AmfValue value, int bytes, long heap) implements SlotMap.Sized {

    /** Value of a deleted slot. */
    static final SlotValue GONE = new SlotValue(AmfUndefined.UNDEFINED, 0, 0);

    /**
     * Measures the value of a slot.
     *
     * @throws ReplicaException if AMF0 cannot represent it
     */
    static SlotValue of(String slot, AmfValue value) {
        return isGone(value)
                ? GONE
                : new SlotValue(value, SlotSize.of(slot, value), AmfHeapSize.of(value));
    }

    /** Returns whether a slot with this value is deleted. */
    static boolean isGone(AmfValue value) {
        return value instanceof AmfUndefined;
    }
}
