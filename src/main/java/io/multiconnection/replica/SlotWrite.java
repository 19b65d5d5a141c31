package io.multiconnection.replica;

import io.multiconnection.amf.AmfValue;

/**
 * What a slot is to hold.
 *
 * @param value undefined: the slot is to be gone
 */
public record SlotWrite(String slot, AmfValue value) {}
