package io.multiconnection.rooms;

import io.multiconnection.protocol.Request.RoomWish;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** The application that admits clients, or not (PROTOCOL.md, section 17). Thread-safe. */
@FunctionalInterface
public interface AdmissionHook {

    /** Admits everybody. */
    AdmissionHook EVERYBODY = _ -> Uni.createFrom().item(new AdmissionResponse.Accept(null));

    /**
     * Whether a client may come in.
     *
     * @param pendingId names the client; an answer is about nobody else
     */
    record AdmissionRequest(String pendingId, String session, String directory, RoomWish wish) {}

    /** The answer. */
    sealed interface AdmissionResponse {

        /** It may; into another room than it asked for, if there is one. */
        record Accept(@Nullable String room) implements AdmissionResponse {}

        /** It may not. */
        record Reject(String reason) implements AdmissionResponse {}

        /** A person decides. */
        record Hold() implements AdmissionResponse {}
    }

    /** There is no proper answer: nobody comes in. */
    final class NoResponseException extends RuntimeException {

        private static final long serialVersionUID = 1;

        /** Says why, without secrets. */
        public NoResponseException(String why) {
            super(why, null, false, false);
        }
    }

    /** Asks; fails with a {@link NoResponseException}. */
    Uni<AdmissionResponse> ask(AdmissionRequest question);
}
