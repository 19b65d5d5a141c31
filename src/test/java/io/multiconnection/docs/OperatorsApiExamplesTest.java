package io.multiconnection.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.multiconnection.app.rooms.RoomsResource;
import io.multiconnection.docs.MarkdownFile.Block;
import io.multiconnection.docs.ProtocolDocument.Declared;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Types and examples of docs/operators-api.md, compared with the records that the API returns. */
class OperatorsApiExamplesTest {

    /** Methods of the API, by the headings of their examples. */
    private static final Map<String, String> METHODS =
            Map.of(
                    "List rooms", "rooms",
                    "List pending clients", "pending",
                    "Accept a pending client", "accept",
                    "Reject a pending client", "reject");

    private final ObjectMapper json =
            new ObjectMapper()
                    .registerModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private final Map<String, String> examples =
            MarkdownFile.read(Path.of("docs/operators-api.md")).blocks("json").stream()
                    .collect(Collectors.toMap(Block::heading, Block::text));

    @Test
    void everyRequestHasAnExample() {
        assertThat(examples).containsOnlyKeys(METHODS.keySet());
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
        Object response =
                json.readValue(example, json.constructType(response(METHODS.get(heading))));
        assertThat(json.readTree(json.writeValueAsString(response)))
                .isEqualTo(json.readTree(example));
    }

    /** Returns the type of the response, which a method wraps into a Uni. */
    private static Type response(String name) {
        return Arrays.stream(RoomsResource.class.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .map(method -> (ParameterizedType) method.getGenericReturnType())
                .map(type -> type.getActualTypeArguments()[0])
                .findFirst()
                .orElseThrow();
    }

    @Test
    void declaredTypesHaveTheFieldsOfTheRecords() {
        Map<String, Declared> declared = ProtocolDocument.read().interfaces();
        assertThat(declared.get("Directory").optional())
                .isEqualTo(fields(element(response("rooms"), "directories")));
        assertThat(declared.get("Pending").optional())
                .isEqualTo(fields(element(response("pending"), "pending")));
        assertThat(declared.get("Decision").optional()).isEqualTo(fields(response("accept")));
    }

    /** Returns the type of the elements of a record's list. */
    private static Type element(Type record, String list) {
        return Arrays.stream(((Class<?>) record).getRecordComponents())
                .filter(component -> component.getName().equals(list))
                .map(component -> (ParameterizedType) component.getGenericType())
                .map(type -> type.getActualTypeArguments()[0])
                .findFirst()
                .orElseThrow();
    }

    /** Returns the names of a record's components, and whether each may be absent. */
    private static Map<String, Boolean> fields(Type record) {
        return Arrays.stream(((Class<?>) record).getRecordComponents())
                .collect(
                        Collectors.toMap(
                                RecordComponent::getName, OperatorsApiExamplesTest::isNullable));
    }

    private static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }
}
