package io.multiconnection.protocol;

/** Secret by which a client resumes its session (PROTOCOL.md, section 15). Never shown. */
public record ResumeToken(String text) {

    @Override
    public String toString() {
        return "(a token)";
    }
}
