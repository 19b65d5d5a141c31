package io.multiconnection.amf;

/**
 * How deep the writers of one message are inside containers; both formats count together. It keeps
 * writers that call themselves for each level from overflowing the stack.
 */
public final class NestingDepth {

    private int depth;

    /** How many containers are open. */
    int depth() {
        return depth;
    }

    /**
     * Begins the inside of a container.
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

    /** Ends the inside of a container. */
    public void leave() {
        depth--;
    }
}
