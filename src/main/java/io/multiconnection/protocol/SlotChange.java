package io.multiconnection.protocol;

import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Change of a slot in a sync event, with Flash's code.
 *
 * @param slot name; null for all slots
 * @param value new value; null if the slot was deleted
 */
public record SlotChange(Code code, @Nullable String slot, @Nullable AmfValue value) {

    /** Kinds of changes. */
    public enum Code {
        /** All slots were deleted. */
        CLEAR,
        /** A write of this session took effect. */
        SUCCESS,
        /** Another client wrote the slot. */
        CHANGE,
        /** A write of this session was overridden. */
        REJECT,
        /** Another client deleted the slot. */
        DELETE;

        /** Returns the code in JSON. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns the change of one slot; undefined means that it was deleted. */
    public static SlotChange of(Code code, String slot, AmfValue value) {
        return new SlotChange(code, slot, value instanceof AmfUndefined ? null : value);
    }

    /** Returns this change with another name and value. */
    public SlotChange map(UnaryOperator<String> name, UnaryOperator<AmfValue> content) {
        return new SlotChange(
                code,
                slot == null ? null : name.apply(slot),
                value == null ? null : content.apply(value));
    }

    public static SlotChange clear() {
        return new SlotChange(Code.CLEAR, null, null);
    }
}
