package io.multiconnection.amf;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Estimate of the heap that a value takes, in bytes, never below what it takes. An empty object is
 * 4 bytes in AMF0 and about 100 in the heap, so the length of a message says little.
 *
 * <p>Each container counts once, however often the value refers to it. The walk takes time in
 * proportion to the value, and no stack.
 */
public final class AmfHeapSize {

    /** Value with its collection and the reference to it. */
    public static final int VALUE = 100;

    /** Entry of a map or a dictionary, with its share of the table. */
    private static final int ENTRY = 100;

    /** Number of a vector: box and reference. */
    private static final int BOX = 32;

    private static final int STRING = 64;

    private final Set<AmfValue> containers = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<AmfValue> pending = new ArrayDeque<>();
    private long bytes;

    private AmfHeapSize() {}

    /** Returns the heap of a value and of all that it refers to. */
    public static long of(AmfValue value) {
        AmfHeapSize size = new AmfHeapSize();
        size.add(value);
        return size.sum();
    }

    /** Returns the heap of values that may share containers, without the collection. */
    public static long of(Collection<AmfValue> values) {
        AmfHeapSize size = new AmfHeapSize();
        values.forEach(size::add);
        return size.sum();
    }

    private long sum() {
        for (AmfValue next = pending.poll(); next != null; next = pending.poll()) {
            addInside(next);
        }
        return bytes;
    }

    /** Counts a value without its contents, which are queued. */
    private void add(AmfValue value) {
        bytes += VALUE;
        switch (value) {
            case AmfUndefined _, AmfNull _, AmfBoolean _, AmfInteger _, AmfNumber _, AmfDate _ -> {}
            case AmfString(String text) -> add(text);
            case AmfXml(String text) -> add(text);
            case AmfXmlDocument(String text) -> add(text);
            case AmfByteArray array -> bytes += array.length();
            case AmfVector.OfInt _, AmfVector.OfUint _, AmfVector.OfDouble _ ->
                    bytes += (long) BOX * ((AmfVector) value).elements().size();
            case AmfObject _, AmfEcmaArray _, AmfStrictArray _ -> later(value);
            case AmfVector.OfObject _, AmfDictionary _, AmfExternalizable _ -> later(value);
        }
    }

    private void later(AmfValue container) {
        if (containers.add(container)) {
            pending.add(container);
        } else {
            bytes -= VALUE; // counted already
        }
    }

    private void addInside(AmfValue container) {
        switch (container) {
            case AmfObject object -> {
                add(object.traits());
                add(object.properties());
            }
            case AmfEcmaArray array -> add(array.properties());
            case AmfStrictArray array -> array.elements().forEach(this::add);
            case AmfVector.OfObject vector -> {
                add(vector.className());
                vector.elements().forEach(this::add);
            }
            case AmfExternalizable object -> {
                add(object.className());
                object.body().forEach(this::add);
            }
            case AmfDictionary dictionary -> {
                for (AmfDictionary.Entry entry : dictionary.entries()) {
                    bytes += ENTRY;
                    add(entry.key());
                    add(entry.value());
                }
            }
            case AmfValue scalar -> throw new IllegalArgumentException("no container: " + scalar);
        }
    }

    private void add(AmfTraits traits) {
        if (!traits.equals(AmfTraits.ANONYMOUS)) {
            bytes += VALUE;
            add(traits.className());
            traits.sealedMembers().forEach(this::add);
        }
    }

    private void add(Map<String, AmfValue> properties) {
        properties.forEach(
                (name, value) -> {
                    bytes += ENTRY;
                    add(name);
                    add(value);
                });
    }

    private void add(String text) {
        bytes += STRING + 2L * text.length();
    }
}
