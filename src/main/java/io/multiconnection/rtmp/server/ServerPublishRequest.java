package io.multiconnection.rtmp.server;

/** Request of a client to publish (section 7.2.2.6). Accept or refuse it once. */
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

    /** Returns the stream name with its query, as the client sent it; often a secret. */
    public String name() {
        return name;
    }

    /**
     * Returns the mode: {@code live}, {@code record}, {@code append}, or any other text of the
     * client.
     */
    public String mode() {
        return mode;
    }

    /**
     * Accepts the request and notifies the client.
     *
     * @return false if the client has withdrawn the request; {@code publication} is not called then
     */
    public boolean accept(ServerPublication publication) {
        return decision.accept(this, publication);
    }

    /** Refuses the request with a reason; the client may ask again. */
    public void refuse(ServerNetStatus why) {
        decision.refuse(this, why);
    }
}
