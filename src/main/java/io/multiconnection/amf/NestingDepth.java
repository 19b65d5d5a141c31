package io.multiconnection.amf;

/**
 * Nesting depth of the writers of one message; both formats count together. Keeps the recursive
 * writers from overflowing the stack.
 */
public final class NestingDepth {

    private int depth;

    /** Returns the number of open containers. */
    int depth() {
        return depth;
    }

    /**
     * Enters a container.
     *
     * @throws AmfException if that is too deep
     */
    public void enter() {
        depth++;
        if (depth > AmfLimits.DEEPEST) {
            throw new AmfException(
                    "containers nested " + depth + " deep, limit " + AmfLimits.DEEPEST);
        }
    }

    /** Leaves a container. */
    public void leave() {
        depth--;
    }
}
