package io.multiconnection.amf;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Structural equality of two graphs that may share values and hold cycles.
 *
 * <p>Two values are equal if no path leads from them to a difference. Pairs under comparison are
 * assumed equal: they are put into one class, and a pair of one class is not looked at again.
 * Graphs of n containers thus take about n steps, however a peer has tied them, and no stack.
 */
final class AmfEquality {

    private final Deque<Pair> pending = new ArrayDeque<>();
    private final IdentityHashMap<AmfValue, AmfValue> parents = new IdentityHashMap<>();

    private record Pair(AmfValue left, AmfValue right) {}

    private AmfEquality() {}

    static boolean equal(AmfValue left, AmfValue right) {
        AmfEquality equality = new AmfEquality();
        equality.later(left, right);
        return equality.holds();
    }

    private boolean holds() {
        for (Pair pair = pending.poll(); pair != null; pair = pending.poll()) {
            if (!alike(pair.left, pair.right)) {
                return false;
            }
        }
        return true;
    }

    /** Compares one level, and leaves those below for later. */
    private boolean alike(AmfValue left, AmfValue right) {
        return switch (left) {
            case AmfUndefined _, AmfNull _, AmfBoolean _, AmfInteger _, AmfNumber _, AmfString _ ->
                    left.equals(right);
            case AmfDate _, AmfXml _, AmfXmlDocument _, AmfByteArray _ -> left.equals(right);
            case AmfVector.OfInt _, AmfVector.OfUint _, AmfVector.OfDouble _ -> left.equals(right);
            case AmfObject a when right instanceof AmfObject b ->
                    assumed(a, b)
                            || (a.traits().equals(b.traits())
                                    && later(a.properties(), b.properties()));
            case AmfEcmaArray a when right instanceof AmfEcmaArray b ->
                    assumed(a, b) || later(a.properties(), b.properties());
            case AmfStrictArray a when right instanceof AmfStrictArray b ->
                    assumed(a, b) || later(a.elements(), b.elements());
            case AmfVector.OfObject a when right instanceof AmfVector.OfObject b ->
                    assumed(a, b)
                            || (a.className().equals(b.className())
                                    && a.fixed() == b.fixed()
                                    && later(a.elements(), b.elements()));
            case AmfDictionary a when right instanceof AmfDictionary b ->
                    assumed(a, b)
                            || (a.weakKeys() == b.weakKeys()
                                    && later(a.keysAndValues(), b.keysAndValues()));
            case AmfExternalizable a when right instanceof AmfExternalizable b ->
                    assumed(a, b)
                            || (a.className().equals(b.className()) && later(a.body(), b.body()));
            // A container beside a value of another type.
            case AmfObject _, AmfEcmaArray _, AmfStrictArray _, AmfVector.OfObject _ -> false;
            case AmfDictionary _, AmfExternalizable _ -> false;
        };
    }

    private void later(AmfValue left, AmfValue right) {
        pending.add(new Pair(left, right));
    }

    private boolean later(Map<String, AmfValue> left, Map<String, AmfValue> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (Map.Entry<String, AmfValue> property : left.entrySet()) {
            AmfValue other = right.get(property.getKey());
            if (other == null) {
                return false;
            }
            later(property.getValue(), other);
        }
        return true;
    }

    private boolean later(List<AmfValue> left, List<AmfValue> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            later(left.get(i), right.get(i));
        }
        return true;
    }

    /** Whether the two are in one class already; from now on they are. */
    @SuppressWarnings("ReferenceEquality") // the nodes of the graphs are told apart by identity
    private boolean assumed(AmfValue left, AmfValue right) {
        AmfValue leftRoot = root(left);
        AmfValue rightRoot = root(right);
        if (leftRoot == rightRoot) {
            return true;
        }
        parents.put(leftRoot, rightRoot);
        return false;
    }

    /** Halves the path it walks, so that paths stay short. */
    private AmfValue root(AmfValue value) {
        AmfValue node = value;
        for (AmfValue parent = parents.get(node); parent != null; parent = parents.get(node)) {
            AmfValue grandparent = parents.get(parent);
            if (grandparent != null) {
                parents.put(node, grandparent);
            }
            node = parent;
        }
        return node;
    }
}
