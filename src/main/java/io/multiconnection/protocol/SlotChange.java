package io.multiconnection.protocol;

import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a sync, with the code that Flash gives it in its change lists.
 *
 * @param slot null where all slots are meant
 * @param value what the slot holds now; null where it is gone
 */
public record SlotChange(Code code, @Nullable String slot, @Nullable AmfValue value) {

    /** What became of a slot. */
    public enum Code {
        /** All slots are gone. */
        CLEAR,
        /** What this session wrote stands. */
        SUCCESS,
        /** Somebody else wrote it. */
        CHANGE,
        /** What this session wrote does not stand. */
        REJECT,
        /** Somebody else deleted it. */
        DELETE;

        /** As it is written in JSON. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What has become of one slot; {@code value} undefined: it is gone. */
    public static SlotChange of(Code code, String slot, AmfValue value) {
        return new SlotChange(code, slot, value instanceof AmfUndefined ? null : value);
    }

    /** The same with its name and its value changed. */
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
