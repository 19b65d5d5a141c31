package io.multiconnection.amf;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Kinds of values that readers of AMF distinguish. Peers that fail to read a value mostly fail on
 * its kind.
 */
public enum AmfKind {
    UNDEFINED,
    NULL,
    BOOLEAN,
    NUMBER,
    STRING,
    DATE,
    OBJECT,
    ECMA_ARRAY,
    ARRAY,
    TYPED_OBJECT,
    EXTERNALIZABLE,
    XML,
    BYTE_ARRAY,
    VECTOR,
    DICTIONARY,
    /** Repeated container, which may be written as a reference. */
    REFERENCE;

    private static final Set<AmfKind> PLAIN =
            Collections.unmodifiableSet(EnumSet.range(UNDEFINED, ARRAY));

    /** Returns whether every peer reads this kind; others are read by some. */
    public boolean isPlain() {
        return PLAIN.contains(this);
    }

    /** Returns the kinds of a value and of all that it refers to, in time linear in the value. */
    public static Set<AmfKind> of(AmfValue value) {
        return of(List.of(value));
    }

    /** Returns the kinds of values and of all that they refer to. */
    public static Set<AmfKind> of(Collection<AmfValue> values) {
        Set<AmfKind> kinds = EnumSet.noneOf(AmfKind.class);
        Set<AmfValue> met = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<AmfValue> pending = new ArrayDeque<>(values);
        for (AmfValue next = pending.poll(); next != null; next = pending.poll()) {
            Collection<AmfValue> inside = inside(next);
            if (inside.isEmpty() || met.add(next)) {
                kinds.add(kind(next));
                pending.addAll(inside);
            } else {
                kinds.add(REFERENCE);
            }
        }
        return kinds;
    }

    private static AmfKind kind(AmfValue value) {
        return switch (value) {
            case AmfUndefined _ -> UNDEFINED;
            case AmfNull _ -> NULL;
            case AmfBoolean _ -> BOOLEAN;
            case AmfInteger _, AmfNumber _ -> NUMBER;
            case AmfString _ -> STRING;
            case AmfDate _ -> DATE;
            case AmfObject object ->
                    object.traits().equals(AmfTraits.ANONYMOUS) ? OBJECT : TYPED_OBJECT;
            case AmfEcmaArray _ -> ECMA_ARRAY;
            case AmfStrictArray _ -> ARRAY;
            case AmfExternalizable _ -> EXTERNALIZABLE;
            case AmfXml _, AmfXmlDocument _ -> XML;
            case AmfByteArray _ -> BYTE_ARRAY;
            case AmfVector _ -> VECTOR;
            case AmfDictionary _ -> DICTIONARY;
        };
    }

    private static Collection<AmfValue> inside(AmfValue value) {
        return switch (value) {
            case AmfObject object -> object.properties().values();
            case AmfEcmaArray array -> array.properties().values();
            case AmfStrictArray array -> array.elements();
            case AmfVector.OfObject vector -> vector.elements();
            case AmfExternalizable object -> object.body();
            case AmfDictionary dictionary ->
                    dictionary.entries().stream()
                            .<AmfValue>mapMulti(
                                    (entry, sink) -> {
                                        sink.accept(entry.key());
                                        sink.accept(entry.value());
                                    })
                            .toList();
            case AmfUndefined _, AmfNull _, AmfBoolean _, AmfInteger _, AmfNumber _ -> List.of();
            case AmfString _, AmfDate _, AmfXml _, AmfXmlDocument _ -> List.of();
            case AmfByteArray _, AmfVector.OfInt _ -> List.of();
            case AmfVector.OfUint _, AmfVector.OfDouble _ -> List.of();
        };
    }
}
