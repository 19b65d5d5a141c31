package io.multiconnection.amf;

import io.multiconnection.amf.GraphNode.Children.Indexed;
import io.multiconnection.amf.GraphNode.Children.Named;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Structural equality of two graphs that may share values and contain cycles.
 *
 * <p>Two values are equal if no path leads from them to a difference. Pairs under comparison are
 * assumed equal: they are merged into one class, and a pair within a class is not compared again. A
 * graph of n containers takes about n steps, whatever its shape, and constant stack.
 */
final class AmfEquality {

    private final Deque<Pair> pending = new ArrayDeque<>();
    private final IdentityHashMap<GraphNode, GraphNode> parents = new IdentityHashMap<>();

    private record Pair(Object left, Object right) {}

    private AmfEquality() {}

    static boolean equal(GraphNode left, GraphNode right) {
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

    /** Compares one level and queues the contained values. */
    private boolean alike(Object left, Object right) {
        if (left instanceof GraphNode a
                && right instanceof GraphNode b
                && a.getClass().equals(b.getClass())) {
            return assumed(a, b) || alike(a.view(), b.view());
        }
        return left.equals(right);
    }

    private boolean alike(GraphNode.View left, GraphNode.View right) {
        return left.attributes().equals(right.attributes())
                && switch (left.children()) {
                    case Named(var a) when right.children() instanceof Named(var b) -> later(a, b);
                    case Indexed(var a) when right.children() instanceof Indexed(var b) ->
                            later(a, b);
                    case Named _, Indexed _ -> false;
                };
    }

    private void later(Object left, Object right) {
        pending.add(new Pair(left, right));
    }

    private boolean later(Map<String, ?> left, Map<String, ?> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (Map.Entry<String, ?> property : left.entrySet()) {
            Object other = right.get(property.getKey());
            if (other == null) {
                return false;
            }
            later(property.getValue(), other);
        }
        return true;
    }

    private boolean later(List<?> left, List<?> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            later(left.get(i), right.get(i));
        }
        return true;
    }

    /** Returns whether the two are in one class; merges their classes if not. */
    @SuppressWarnings("ReferenceEquality") // nodes are compared by identity
    private boolean assumed(GraphNode left, GraphNode right) {
        GraphNode leftRoot = root(left);
        GraphNode rightRoot = root(right);
        if (leftRoot == rightRoot) {
            return true;
        }
        parents.put(leftRoot, rightRoot);
        return false;
    }

    /** Returns the representative of a class; halves the path to it, so that paths stay short. */
    private GraphNode root(GraphNode value) {
        GraphNode node = value;
        for (GraphNode parent = parents.get(node); parent != null; parent = parents.get(node)) {
            GraphNode grandparent = parents.get(parent);
            if (grandparent != null) {
                parents.put(node, grandparent);
            }
            node = parent;
        }
        return node;
    }
}
