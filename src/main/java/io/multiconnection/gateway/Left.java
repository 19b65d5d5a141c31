package io.multiconnection.gateway;

import io.smallrye.mutiny.Uni;
import java.util.function.Function;

/** A target has been left: why, in words that name it. */
class Left extends RuntimeException {

    private static final long serialVersionUID = 1;

    Left(String text) {
        super(text, null, false, false);
    }

    /** The client wants it no more: what is done on all is done without it. */
    static final class Removed extends Left {

        private static final long serialVersionUID = 1;

        Removed(String text) {
            super(text);
        }
    }

    /** Another target has taken its place. */
    static final class Replaced extends Left {

        private static final long serialVersionUID = 1;

        private final transient Target successor;

        Replaced(String text, Target successor) {
            super(text);
            this.successor = successor;
        }
    }

    /** Does something on a target, or, if that is replaced meanwhile, on who takes its place. */
    static <T> Uni<T> follow(Target target, Function<Target, Uni<T>> operation) {
        return operation
                .apply(target)
                .onFailure(Replaced.class)
                .recoverWithUni(left -> follow(left.successor, operation));
    }
}
