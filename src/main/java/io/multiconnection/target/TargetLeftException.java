package io.multiconnection.target;

/** A target has been left: why, in words that name it. */
public class TargetLeftException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public TargetLeftException(String text) {
        super(text, null, false, false);
    }

    /** The client wants it no more: what is done on all is done without it. */
    static final class Removed extends TargetLeftException {

        private static final long serialVersionUID = 1;

        Removed(String text) {
            super(text);
        }
    }
}
