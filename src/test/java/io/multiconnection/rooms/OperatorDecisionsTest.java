package io.multiconnection.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts and JSON of the operators' API, and texts for clients without a directory. */
class OperatorDecisionsTest {

    static List<Object> withoutOptionalFields() {
        return List.of(
                new PendingInfo("1", "s", "d", null, null, null, Instant.EPOCH, "place"),
                new DirectoryInfo.RoomInfo("lobby", null, List.of(), 1, 0, 0),
                AdmissionDecision.of("1", AdmissionDecision.Outcome.ADMITTED));
    }

    @ParameterizedTest
    @MethodSource("withoutOptionalFields")
    void omitsAbsentFields(Object answer) throws JsonProcessingException {
        String json = new ObjectMapper().findAndRegisterModules().writeValueAsString(answer);
        assertThat(json).contains("\"id\":").doesNotContain("null");
    }

    @ParameterizedTest
    @CsvSource({
        ",0,This gateway has no rooms.",
        "a,0,This gateway has no rooms.",
        ",2,'This gateway has 2 directories of rooms: name one in directory.'",
        "a,1,This gateway has no directory of rooms named a.",
        "a,2,This gateway has no directory of rooms named a."
    })
    void explainsMissingDirectory(String name, int count, String text) {
        assertThat(Lobby.noDirectory(name, count)).isEqualTo(text);
    }
}
