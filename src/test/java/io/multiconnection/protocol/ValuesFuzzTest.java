package io.multiconnection.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfFormat;
import io.multiconnection.amf.AmfValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Fuzz input: text that is read as a client's message and as a JSON value. */
class ValuesFuzzTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RequestReader REQUESTS = new RequestReader(64);

    static Stream<byte[]> texts() {
        return Stream.concat(
                        ValuesTest.forms().map(form -> (String) form.get()[1]),
                        Stream.of(
                                "{'id':1,'type':'connect','servers':['rtmp://a/b',{'pool':'p'}]}",
                                "{'id':2,'type':'publish','stream':1,'name':'a','names':{'0':'b'}}",
                                "{'id':3,'type':'call','method':'m','args':[1],'on':'first'}",
                                "{'id':4,'type':'setSlots','name':'so','changes':{'a':{'b':1}}}"))
                .map(json -> json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("texts")
    @FuzzTest
    void carriesValuesThroughAmfAndBack(byte[] data) throws JsonProcessingException {
        String text = new String(data, StandardCharsets.UTF_8);
        readRequest(text);
        AmfValue value;
        try {
            value = read(text);
        } catch (JsonProcessingException | JsonValueReader.BadValueException _) {
            return;
        }
        String written = write(value);
        assertThat(read(written).equals(value)).as("JSON %s", written).isTrue();
        for (AmfFormat wire : AmfFormat.values()) {
            // AMF0 has no sealed properties, AMF3 no time zones: equal after the first round trip.
            byte[] bytes;
            try {
                bytes = wire.write(List.of(value));
            } catch (AmfException _) {
                continue; // AMF cannot represent the value
            }
            AmfValue carried = wire.read(bytes).getFirst();
            AmfValue again = carry(wire, carried);
            assertThat(again.equals(carried)).as("%s of %s", wire, written).isTrue();
            assertThat(JsonText.of(again)).isEqualTo(JsonText.of(carried));
        }
    }

    private static AmfValue read(String json) throws JsonProcessingException {
        return new JsonValueReader().read(JSON.readTree(json));
    }

    private static String write(AmfValue value) {
        return JsonText.of(value);
    }

    private static AmfValue carry(AmfFormat wire, AmfValue value) {
        return wire.read(wire.write(List.of(value))).getFirst();
    }

    private static void readRequest(String text) {
        try {
            assertThat(REQUESTS.read(text)).isNotNull();
        } catch (BadMessageException | RequestException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}
