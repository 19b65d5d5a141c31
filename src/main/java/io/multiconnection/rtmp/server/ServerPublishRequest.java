package io.multiconnection.rtmp.server;

/** A client asks to publish (section 7.2.2.6). Answer it once. */
public final class ServerPublishRequest {

    /** Decides the request, unless the client has withdrawn it. */
    interface Decision {

        boolean accept(ServerPublishRequest request, ServerPublication publication);

        void refuse(ServerPublishRequest request, ServerNetStatus why);
    }

    private final Decision decision;
    private final String name;
    private final String mode;

    ServerPublishRequest(Decision decision, String name, String mode) {
        this.decision = decision;
        this.name = name;
        this.mode = mode;
    }

    /** The stream name with its query, as the client wrote it; often a secret. */
    public String name() {
        return name;
    }

    /** {@code live}, {@code record} or {@code append}; what else a client may have written. */
    public String mode() {
        return mode;
    }

    /**
     * Lets it publish, and tells it so.
     *
     * @return false if the client has given up meanwhile; {@code publication} hears nothing then
     */
    public boolean accept(ServerPublication publication) {
        return decision.accept(this, publication);
    }

    /** Refuses, saying why; the client may ask again. */
    public void refuse(ServerNetStatus why) {
        decision.refuse(this, why);
    }
}
