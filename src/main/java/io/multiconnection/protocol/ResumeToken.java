package io.multiconnection.protocol;

/** The secret by which a page resumes its session (PROTOCOL.md, section 15). Is never shown. */
public record ResumeToken(String text) {

    @Override
    public String toString() {
        return "(a token)";
    }
}
