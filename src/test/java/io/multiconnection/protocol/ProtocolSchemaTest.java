package io.multiconnection.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.multiconnection.docs.ProtocolDocument;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Agreement of the JSON Schema, the documents and the Java types: types, their fields, optional
 * fields, and values of enumerations.
 */
class ProtocolSchemaTest {

    /** Types of the documents that do not occur in text messages of a WebSocket. */
    private static final Set<String> NOT_IN_TEXT_MESSAGES =
            Set.of(
                    "HandshakeAdvice",
                    "Room",
                    "AdmissionRequest",
                    "AdmissionResponse",
                    "Directory",
                    "Pending",
                    "Decision",
                    "EventsDropped");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode SCHEMA = load();

    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final ProtocolDocument document = ProtocolDocument.read();

    private static JsonNode load() {
        String path = "/META-INF/resources/protocol/v1/schema.json";
        try (InputStream in = ProtocolSchemaTest.class.getResourceAsStream(path)) {
            return JSON.readTree(Objects.requireNonNull(in, path));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void conformsToDraft202012() {
        Schema meta =
                registry.getSchema(
                        SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertThat(meta.validate(SCHEMA)).isEmpty();
    }

    @Test
    void acceptsEveryExample() {
        List<ProtocolDocument.Example> examples = ProtocolDocument.examples();
        assertThat(examples).hasSizeGreaterThan(80);
        for (ProtocolDocument.Example example : examples) {
            String side = example.isOfClient() ? "ClientMessage" : "GatewayMessage";
            assertThat(errors(side, example.message())).as(example.message().toString()).isEmpty();
        }
    }

    @Test
    void definesEveryRequest() {
        Set<String> requests = names(Request.class.getPermittedSubclasses());
        assertThat(alternatives("ClientMessage")).isEqualTo(requests);
        assertThat(requests.stream().map(this::type).collect(Collectors.toSet()))
                .isEqualTo(RequestReader.types());
        assertThat(document.interfaces()).containsKeys(requests.toArray(String[]::new));
    }

    @Test
    void definesEveryGatewayMessage() {
        Set<String> messages = names(GatewayMessage.class.getPermittedSubclasses());
        assertThat(alternatives("GatewayMessage")).containsAll(messages);
        assertThat(document.interfaces()).containsKeys(messages.toArray(String[]::new));
        List<GatewayMessage> samples = GatewayMessageSamples.all();
        assertThat(samples.stream().map(it -> it.getClass().getSimpleName())).containsAll(messages);
        assertThat(
                        GatewayMessageSamples.results().values().stream()
                                .map(it -> it.fields().getClass().getSimpleName()))
                .containsAll(names(GatewayMessage.Result.Fields.class.getPermittedSubclasses()));
    }

    @Test
    void definesEveryWrittenField() {
        for (GatewayMessage sample : GatewayMessageSamples.all()) {
            String name = sample.getClass().getSimpleName();
            if (!name.equals("Result")) {
                assertDefined(name, json(GatewayMessageWriter.write(sample)));
            }
        }
        GatewayMessageSamples.results()
                .forEach(
                        (name, result) ->
                                assertDefined(name, json(GatewayMessageWriter.write(result))));
    }

    private void assertDefined(String name, JsonNode written) {
        assertThat(errors(name, written)).as(written.toString()).isEmpty();
        assertThat(undefined(SCHEMA.path("$defs").path(name), written, name)).isEmpty();
    }

    /**
     * Returns the paths of fields without a definition. Values and open objects may have any
     * fields.
     */
    private static List<String> undefined(JsonNode definition, JsonNode value, String path) {
        JsonNode schema = resolved(definition);
        List<String> missing = new ArrayList<>();
        if (value.isObject() && !schema.has("additionalProperties") && !schema.has("anyOf")) {
            Map<String, JsonNode> properties = properties(schema);
            value.properties()
                    .forEach(
                            field -> {
                                String at = path + "." + field.getKey();
                                JsonNode inner = properties.get(field.getKey());
                                if (inner == null) {
                                    missing.add(at);
                                } else {
                                    missing.addAll(undefined(inner, field.getValue(), at));
                                }
                            });
        } else if (value.isArray() && schema.has("items")) {
            value.forEach(
                    item -> missing.addAll(undefined(schema.path("items"), item, path + "[]")));
        }
        return missing;
    }

    @Test
    void definesSameFieldsAsDocument() {
        Set<String> compared = new TreeSet<>();
        document.interfaces()
                .forEach(
                        (name, declared) -> {
                            if (!NOT_IN_TEXT_MESSAGES.contains(name)) {
                                compared.add(name);
                                assertSameFields(declared);
                            }
                        });
        assertThat(compared).hasSizeGreaterThan(40);
    }

    private void assertSameFields(ProtocolDocument.Declared declared) {
        JsonNode definition = SCHEMA.path("$defs").path(declared.name());
        assertThat(definition.isMissingNode())
                .as("no definition of %s in schema.json", declared.name())
                .isFalse();
        Map<String, Boolean> optional =
                properties(definition).entrySet().stream()
                        .filter(it -> !it.getValue().path("type").asText().equals("null"))
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        it -> !required(definition).contains(it.getKey())));
        assertThat(optional)
                .as("fields of %s in schema.json, and whether they are optional", declared.name())
                .isEqualTo(declared.optional());
    }

    @Test
    void documentDeclaresEveryTypeOnce() {
        assertThat(document.declaredNames()).doesNotHaveDuplicates();
        assertThat(document.usedNames())
                .isSubsetOf(
                        Stream.concat(document.declaredNames().stream(), Stream.of("Array", "Omit"))
                                .toList());
    }

    @Test
    void enumerationsMatchJava() {
        assertEnumeration("State", ServerState.values(), ServerState::wireName);
        assertEnumeration("Cause", FailureCause.values(), FailureCause::wireName);
        assertEnumeration("ErrorCode", ErrorCode.values(), ErrorCode::wireName);
    }

    private <E> void assertEnumeration(String name, E[] values, Function<E, String> wireName) {
        List<String> inJava = Arrays.stream(values).map(wireName).toList();
        assertThat(document.union(name)).containsExactlyInAnyOrderElementsOf(inJava);
        assertThat(texts(SCHEMA.path("$defs").path(name).path("enum")))
                .containsExactlyInAnyOrderElementsOf(inJava);
        assertThat(inJava).allSatisfy(it -> assertThat(document.text()).contains("| `" + it + "`"));
    }

    @Test
    void documentListsEveryMessage() {
        String table = document.text().substring(document.text().indexOf("## 19. All messages"));
        Set<String> ofGateway =
                alternatives("GatewayMessage").stream().map(this::type).collect(Collectors.toSet());
        ofGateway.remove("error"); // twice in the table: with an id, and without
        assertThat(table).contains("| `error` with `id` |").contains("| `error` without `id` |");
        Stream.concat(RequestReader.types().stream(), ofGateway.stream())
                .forEach(type -> assertThat(table).contains("| `" + type + "` |"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':1,'type':'connect','servers':['rtmp://a/b',{'url':'x'},{'pool':'p'}]}",
                "{'id':1,'type':'connect','servers':[],'require':'any','timeout':100,'args':null}",
                "{'id':1,'type':'connect','room':'r','directory':'d','credentials':'c'}",
                "{'id':1,'type':'connect','group':'g','room':null,'servers':null}",
                "{'id':1,'type':'reconnect','server':0,'to':{'pool':'p'},'names':{'1':'x'}}",
                "{'id':9007199254740991,'type':'addServer','server':'rtmp://a/b','names':{}}",
                "{'id':1,'type':'publish','stream':255,'name':'','mode':'append'}",
                "{'id':1,'type':'play','stream':1,'name':'a','start':-2,'length':2.5,'buffer':0}",
                "{'id':1,'type':'call','method':'m','on':3,'reply':false}",
                "{'id':1,'type':'return','call':1,'error':null}",
                "{'id':1,'type':'setSlots','name':'a','changes':[{'path':['s','t'],'value':null}]}",
                "{'id':1,'type':'send','stream':1,'handler':'h','args':[{'$amf':'undefined'},"
                    + "{'$amf':'date','ms':'NaN'},{'$amf':'array','id':1,'items':[]},"
                    + "{'$amf':'ref','id':1},{'$amf':'vector','of':'uint','items':[4294967295]},"
                    + "{'$amf':'dictionary','entries':[['k',{'a':[]}]]}]}",
                "{'id':1,'type':'authenticate','token':'a.b.c'}",
                "{'id':1,'type':'disconnect','unknown':{}}",
            })
    void acceptsRequestsThatReaderAccepts(String request) {
        JsonNode message = json(request);
        assertThat(errors("ClientMessage", message)).isEmpty();
        assertThat(new RequestReader(64).read(message.toString())).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':-1,'type':'disconnect'}",
                "{'id':9007199254740992,'type':'disconnect'}",
                "{'id':null,'type':'disconnect'}",
                "{'type':'disconnect'}",
                "{'id':1,'type':'dance'}",
                "{'id':1,'type':'connect'}",
                "{'id':1,'type':'connect','servers':[5]}",
                "{'id':1,'type':'connect','servers':[],'room':'r'}",
                "{'id':1,'type':'connect','room':'r','group':'g'}",
                "{'id':1,'type':'connect','room':''}",
                "{'id':1,'type':'connect','servers':[],'require':0}",
                "{'id':1,'type':'connect','servers':[],'require':'some'}",
                "{'id':1,'type':'connect','servers':[],'timeout':99}",
                "{'id':1,'type':'reconnect','server':-1}",
                "{'id':1,'type':'publish','stream':0,'name':'a'}",
                "{'id':1,'type':'publish','stream':1,'name':null}",
                "{'id':1,'type':'publish','stream':1,'name':'a','mode':'x'}",
                "{'id':1,'type':'publish','stream':1,'name':'a','names':{'01':'b'}}",
                "{'id':1,'type':'play','stream':1,'name':'a','start':-0.5}",
                "{'id':1,'type':'play','stream':1,'name':'a','buffer':61}",
                "{'id':1,'type':'call','method':'m','on':'last'}",
                "{'id':1,'type':'return','call':0}",
                "{'id':1,'type':'return','call':1,'result':1,'error':null}",
                "{'id':1,'type':'useSharedObject','name':''}",
                "{'id':1,'type':'setSlots','name':'a','changes':[{'path':[]}]}",
                "{'id':1,'type':'setSlots','name':'a','changes':[{'path':['']}]}",
                "{'id':1,'type':'send','stream':1,'handler':'h','args':{}}",
                "{'id':1,'type':'send','stream':1,'handler':'h','args':[{'$amf':'no'}]}",
                "{'id':1,'type':'send','stream':1,'handler':'h','args':[{'a':{'$amf':'date'}}]}",
                "{'id':1,'type':'authenticate','token':''}",
                "{'id':1,'type':'authenticate'}",
                "{'id':1,'type':'resume','token':'t','received':-1}",
            })
    void rejectsRequestsThatReaderRejects(String request) {
        JsonNode message = json(request);
        assertThat(errors("ClientMessage", message)).isNotEmpty();
        assertThatThrownBy(() -> new RequestReader(64).read(message.toString()))
                .isInstanceOf(RequestException.class);
    }

    private List<com.networknt.schema.Error> errors(String definition, JsonNode message) {
        JsonNode root =
                JSON.createObjectNode()
                        .put("$ref", "#/$defs/" + definition)
                        .set("$defs", SCHEMA.path("$defs"));
        return registry.getSchema(root).validate(message);
    }

    private Set<String> alternatives(String name) {
        return StreamSupport.stream(
                        SCHEMA.path("$defs").path(name).path("anyOf").spliterator(), false)
                .map(it -> it.path("$ref").asText().substring("#/$defs/".length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String type(String definition) {
        return properties(SCHEMA.path("$defs").path(definition))
                .get("type")
                .path("const")
                .textValue();
    }

    private static JsonNode resolved(JsonNode schema) {
        return schema.has("$ref")
                ? SCHEMA.at(schema.path("$ref").textValue().substring(1))
                : schema;
    }

    private static Map<String, JsonNode> properties(JsonNode definition) {
        JsonNode schema = resolved(definition);
        Map<String, JsonNode> properties =
                schema.path("properties").properties().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        schema.path("allOf").forEach(part -> properties.putAll(properties(part)));
        return properties;
    }

    private static Set<String> required(JsonNode definition) {
        JsonNode schema = resolved(definition);
        Set<String> required = new TreeSet<>(texts(schema.path("required")));
        schema.path("allOf").forEach(part -> required.addAll(required(part)));
        return required;
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::textValue).toList();
    }

    private static Set<String> names(Class<?>[] classes) {
        return Arrays.stream(classes)
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
