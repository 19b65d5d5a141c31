package io.multiconnection.rooms;

import io.multiconnection.protocol.Request.RoomWish;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** Application that admits or rejects clients (PROTOCOL.md, section 17). Thread-safe. */
@FunctionalInterface
public interface AdmissionHook {

    /** Hook that admits every client. */
    AdmissionHook EVERYBODY = _ -> Uni.createFrom().item(new AdmissionResponse.Accept(null));

    /**
     * Request to decide about a client.
     *
     * @param pendingId id of the pending client
     */
    record AdmissionRequest(String pendingId, String session, String directory, RoomWish wish) {}

    /** Response of the application. */
    sealed interface AdmissionResponse {

        /** Admits the client, optionally into another room than requested. */
        record Accept(@Nullable String room) implements AdmissionResponse {}

        /** Rejects the client. */
        record Reject(String reason) implements AdmissionResponse {}

        /** Leaves the decision to an operator. */
        record Hold() implements AdmissionResponse {}
    }

    /** Thrown when there is no valid response; the client is rejected. */
    final class NoResponseException extends RuntimeException {

        private static final long serialVersionUID = 1;

        /** Creates an exception with a reason that contains no secrets. */
        public NoResponseException(String why) {
            super(why, null, false, false);
        }
    }

    /** Requests a decision; fails with a {@link NoResponseException}. */
    Uni<AdmissionResponse> ask(AdmissionRequest question);
}
