package io.multiconnection.rooms;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Outcome of a pending client in the operators' API (PROTOCOL.md, section 17).
 *
 * @param room room that accepted the client
 * @param reason reason of a rejection
 * @param text description of a rejection
 */
@JsonInclude(Include.NON_NULL)
public record AdmissionDecision(
        String id,
        Outcome outcome,
        @Nullable String room,
        @Nullable String reason,
        @Nullable String text) {

    /** State of the client after a decision. */
    public enum Outcome {
        @JsonProperty("accepted")
        ACCEPTED,
        @JsonProperty("rejected")
        REJECTED,
        /** The client waits for the directory or for a place. */
        @JsonProperty("admitted")
        ADMITTED,
        @JsonProperty("left")
        LEFT
    }

    static AdmissionDecision of(String id, Outcome outcome) {
        return new AdmissionDecision(id, outcome, null, null, null);
    }
}
