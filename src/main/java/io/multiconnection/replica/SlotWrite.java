package io.multiconnection.replica;

import io.multiconnection.amf.AmfValue;

/**
 * Write of a slot.
 *
 * @param value new value; undefined deletes the slot
 */
public record SlotWrite(String slot, AmfValue value) {}
