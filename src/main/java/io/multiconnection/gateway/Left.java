package io.multiconnection.gateway;

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
}
