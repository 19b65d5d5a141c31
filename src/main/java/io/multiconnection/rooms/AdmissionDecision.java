package io.multiconnection.rooms;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What became of a pending client, as operators are told (PROTOCOL.md, section 17).
 *
 * @param room where it was accepted
 * @param reason why it was rejected
 * @param text the same in plain words
 */
@JsonInclude(Include.NON_NULL)
public record AdmissionDecision(
        String id,
        Outcome outcome,
        @Nullable String room,
        @Nullable String reason,
        @Nullable String text) {

    /** How it stands with the client. */
    public enum Outcome {
        @JsonProperty("accepted")
        ACCEPTED,
        @JsonProperty("rejected")
        REJECTED,
        /** It waits for the directory, or for a place. */
        @JsonProperty("admitted")
        ADMITTED,
        @JsonProperty("left")
        LEFT
    }

    static AdmissionDecision of(String id, Outcome outcome) {
        return new AdmissionDecision(id, outcome, null, null, null);
    }
}
