package io.multiconnection.amf;

/** How deep the writers of one message are inside containers; both formats count together. */
final class Nesting {

    private int depth;

    /** How many containers are open. */
    int depth() {
        return depth;
    }

    /** Begins the inside of a container. */
    void enter() {
        depth++;
        if (depth > AmfLimits.DEEPEST) {
            throw new AmfException(
                    "containers nested " + depth + " deep, limit " + AmfLimits.DEEPEST);
        }
    }

    /** Ends the inside of a container. */
    void leave() {
        depth--;
    }
}
