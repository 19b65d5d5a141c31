package io.multiconnection.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.multiconnection.docs.MarkdownFile.Block;
import io.multiconnection.docs.ProtocolDocument.Declared;
import io.multiconnection.app.RoomsResource.PendingAnswer;
import io.multiconnection.app.RoomsResource.RoomsAnswer;
import io.multiconnection.rooms.Decision;
import io.multiconnection.rooms.DirectoryInfo;
import io.multiconnection.rooms.PendingInfo;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Types and examples of docs/operators-api.md, against the records that the API returns. */
class OperatorsApiExamplesTest {

    private static final Map<String, Class<?>> RESPONSES =
            Map.of(
                    "List rooms",
                    RoomsAnswer.class,
                    "List pending clients",
                    PendingAnswer.class,
                    "Accept a pending client",
                    Decision.class,
                    "Reject a pending client",
                    Decision.class);

    private final ObjectMapper json =
            new ObjectMapper()
                    .registerModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private final Map<String, String> examples =
            MarkdownFile.read(Path.of("docs/operators-api.md")).blocks("json").stream()
                    .collect(Collectors.toMap(Block::heading, Block::text));

    @Test
    void everyRequestHasAnExample() {
        assertThat(examples).containsOnlyKeys(RESPONSES.keySet());
    }

    @ParameterizedTest
    @CsvSource({
        "List rooms",
        "List pending clients",
        "Accept a pending client",
        "Reject a pending client"
    })
    void writesWhatTheExampleShows(String heading) throws JsonProcessingException {
        String example = examples.get(heading);
        Object response = json.readValue(example, RESPONSES.get(heading));
        assertThat(json.readTree(json.writeValueAsString(response)))
                .isEqualTo(json.readTree(example));
    }

    @Test
    void declaredTypesHaveTheFieldsOfTheRecords() {
        Map<String, Declared> declared = ProtocolDocument.read().interfaces();
        assertThat(declared.get("Directory").optional()).isEqualTo(fields(DirectoryInfo.class));
        assertThat(declared.get("Pending").optional()).isEqualTo(fields(PendingInfo.class));
        assertThat(declared.get("Decision").optional()).isEqualTo(fields(Decision.class));
    }

    /** Names of a record's components, and whether each may be absent. */
    private static Map<String, Boolean> fields(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .collect(Collectors.toMap(RecordComponent::getName, isNullable()));
    }

    private static Function<RecordComponent, Boolean> isNullable() {
        return component -> component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }
}
