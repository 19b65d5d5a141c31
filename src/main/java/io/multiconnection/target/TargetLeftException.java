package io.multiconnection.target;

/** Thrown where a target has been left; the message names the target and the reason. */
public class TargetLeftException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public TargetLeftException(String text) {
        super(text, null, false, false);
    }

    /** The client has removed the server: operations on all servers are done without it. */
    static final class Removed extends TargetLeftException {

        private static final long serialVersionUID = 1;

        Removed(String text) {
            super(text);
        }
    }
}
