package io.multiconnection.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.multiconnection.amf.AmfDate;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.GatewayMessage.Failure;
import io.multiconnection.protocol.Request.AddServer;
import io.multiconnection.protocol.Request.Call;
import io.multiconnection.protocol.Request.Disconnect;
import io.multiconnection.protocol.Request.Play;
import io.multiconnection.protocol.Request.Publish;
import io.multiconnection.protocol.Request.Reconnect;
import io.multiconnection.protocol.Request.Return;
import io.multiconnection.protocol.Request.Send;
import io.multiconnection.protocol.Request.SendMessage;
import io.multiconnection.protocol.Request.SetSlots;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules for fields of requests (PROTOCOL.md, section 3) and of values (section 7). */
class RequestFieldsTest {

    private final RequestReader reader = new RequestReader(64);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'type':'connect','servers':['rtmp://a/b'] |"
                        + " require timeout args properties recover room group directory user",
                "'type':'connect','room':'r' |"
                        + " servers group directory user credentials require timeout args recover",
                "'type':'connect','group':'g' | servers room directory user credentials properties",
                "'type':'reconnect','server':0 | to names timeout",
                "'type':'addServer','server':'rtmp://a/b' | names timeout",
                "'type':'publish','stream':1,'name':'a' | names mode timeout",
                "'type':'play','stream':1,'name':'a' |"
                        + " names servers start length buffer timeout",
                "'type':'receive','stream':1 | audio video",
                "'type':'send','stream':1,'handler':'h' | args",
                "'type':'call','method':'m' | args on reply timeout",
                "'type':'useSharedObject','name':'a' | persistent mirror copies timeout",
                "'type':'sendMessage','name':'a','handler':'h' | args",
            })
    void treatsNullAsAbsentOptionalField(String required, String optional) {
        Request absent = read(required);
        Pattern.compile(" ")
                .splitAsStream(optional)
                .forEach(
                        field ->
                                assertThat(read(required + ",'" + field + "':null"))
                                        .as(field)
                                        .isEqualTo(absent));
    }

    @Test
    void readsNullAsValueInValueFields() {
        assertThat(read("'type':'return','call':1,'result':null"))
                .isEqualTo(new Return(1, 1, AmfNull.NULL, false));
        assertThat(read("'type':'return','call':1,'error':null"))
                .isEqualTo(new Return(1, 1, AmfNull.NULL, true));
        assertThat(read("'type':'return','call':1"))
                .isEqualTo(new Return(1, 1, AmfUndefined.UNDEFINED, false));
        assertThat(refusal("'type':'return','call':1,'result':null,'error':null"))
                .isEqualTo("error is null, expected either a result or an error");
        SetSlots set =
                (SetSlots)
                        read(
                                "'type':'setSlots','name':'a','changes':[{'path':['s'],'value':null}]");
        assertThat(set.changes().getFirst().value()).isEqualTo(AmfNull.NULL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'type':'publish','stream':null,'name':'a'",
                "'type':'publish','stream':1,'name':null",
                "'type':'connect','servers':null",
                "'type':'connect','servers':[null]",
                "'type':'setSlots','name':'a','changes':null",
                "'type':'pause','stream':1,'paused':null",
            })
    void rejectsNullForRequiredField(String request) {
        assertThat(refusal(request)).contains("is null, expected");
    }

    @Test
    void readsNamesByServerInStreamRequests() {
        assertThat(
                        ((Publish)
                                        read(
                                                "'type':'publish','stream':1,'name':'a','names':{'12':'b'}"))
                                .names())
                .isEqualTo(Map.of(12, "b"));
        assertThat(((Play) read("'type':'play','stream':1,'name':'a','names':{'0':''}")).names())
                .isEqualTo(Map.of(0, ""));
        for (String type : List.of("publish", "play")) {
            assertThat(
                            refusal(
                                    "'type':'%s','stream':1,'name':'a','names':{'x':'b'}"
                                            .formatted(type)))
                    .isEqualTo("key x, expected a server's number");
        }
    }

    @Test
    void readsNamesByStreamInServerRequests() {
        assertThat(((Reconnect) read("'type':'reconnect','server':0,'names':{'2':'b'}")).names())
                .isEqualTo(Map.of(2, "b"));
        assertThat(
                        ((AddServer)
                                        read(
                                                "'type':'addServer','server':'rtmp://a/b','names':{'2':'b'}"))
                                .names())
                .isEqualTo(Map.of(2, "b"));
        assertThat(refusal("'type':'reconnect','server':0,'names':{'x':'b'}"))
                .isEqualTo("key x, expected a stream's number");
        assertThat(refusal("'type':'addServer','server':'rtmp://a/b','names':{'-1':'b'}"))
                .isEqualTo("key -1, expected a stream's number");
    }

    /** Prevents two keys for the same server, of which the last one would win silently. */
    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "01", "1.0", "1e0", " 1", "٣", "2147483648"})
    void rejectsNameKeyThatIsNotCanonicalNumber(String key) {
        assertThat(
                        refusal(
                                "'type':'publish','stream':1,'name':'a','names':{'%s':'b'}"
                                        .formatted(key)))
                .isEqualTo("key " + key + ", expected a server's number");
    }

    @Test
    void acceptsEmptyNamesOfStreamsMethodsAndHandlers() {
        assertThat(((Publish) read("'type':'publish','stream':1,'name':''")).name()).isEmpty();
        assertThat(((Play) read("'type':'play','stream':1,'name':''")).name()).isEmpty();
        assertThat(((Call) read("'type':'call','method':''")).method()).isEmpty();
        assertThat(((Send) read("'type':'send','stream':1,'handler':''")).handler()).isEmpty();
        assertThat(((SendMessage) read("'type':'sendMessage','name':'a','handler':''")).handler())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "useSharedObject",
                "clearSharedObject",
                "releaseSharedObject",
            })
    void rejectsEmptyNameOfSharedObject(String type) {
        assertThat(refusal("'type':'%s','name':''".formatted(type)))
                .isEqualTo("name has 0 characters, expected 1..255");
    }

    @Test
    void treatsEmptyServersOfPlayAsAllServers() {
        assertThat(read("'type':'play','stream':1,'name':'a','servers':[]"))
                .isEqualTo(read("'type':'play','stream':1,'name':'a'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e0", "'1'", "true", "0", "256", "-1"})
    void rejectsInvalidStreamNumber(String stream) {
        assertThat(refusal("'type':'closeStream','stream':" + stream))
                .endsWith("expected a whole number 1..255");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':1,'id':2,'type':'disconnect'}",
                "{'id':1,'type':'send','stream':1,'handler':'h','args':[{'a':1,'a':2}]}",
            })
    void rejectsDuplicateFieldAtAnyDepth(String text) {
        assertThatThrownBy(() -> reader.read(text.replace('\'', '"')))
                .isInstanceOf(BadMessageException.class)
                .hasMessageContaining("Duplicate");
    }

    @Test
    void rejectsNameOrNumberBeyondJsonLimits() {
        String name = "n".repeat(50_000);
        assertThat(read("'type':'disconnect','%s':1".formatted(name))).isEqualTo(new Disconnect(1));
        assertThatThrownBy(() -> read("'type':'disconnect','%sn':1".formatted(name)))
                .isInstanceOf(BadMessageException.class)
                .hasMessageContaining("Name length");
        String digits = "1".repeat(1000);
        assertThat(read("'type':'disconnect','x':" + digits)).isEqualTo(new Disconnect(1));
        assertThatThrownBy(() -> read("'type':'disconnect','x':1" + digits))
                .isInstanceOf(BadMessageException.class)
                .hasMessageContaining("Number value length");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'$amf':'date','ms':5} | {'$amf':'date','ms':5,'timeZone':0}",
                "{'$amf':'object','properties':{}} |"
                    + " {'$amf':'object','class':'','dynamic':true,'sealed':[],'properties':{}}",
                "{'$amf':'vector','of':'int','items':[1]} |"
                        + " {'$amf':'vector','of':'int','fixed':false,'items':[1]}",
                "{'$amf':'dictionary','entries':[]} |"
                        + " {'$amf':'dictionary','weak':false,'entries':[]}",
                "{'$amf':'array','items':[1]} | {'$amf':'array','id':3,'items':[1]}",
            })
    void optionalFieldsOfValueHaveDefaults(String without, String with) {
        assertThat(value(without)).isEqualTo(value(with));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$amf':'number'}",
                "{'$amf':'date'}",
                "{'$amf':'xml'}",
                "{'$amf':'xmlDocument'}",
                "{'$amf':'byteArray'}",
                "{'$amf':'array'}",
                "{'$amf':'ecmaArray'}",
                "{'$amf':'object'}",
                "{'$amf':'externalizable','body':[]}",
                "{'$amf':'vector','of':'int'}",
                "{'$amf':'vector','items':[]}",
                "{'$amf':'vector','of':'object','items':[]}",
                "{'$amf':'dictionary'}",
                "{'$amf':'ref'}",
                "{'$amf':'date','ms':5,'timeZone':null}",
            })
    void rejectsMissingRequiredAndNullOptionalFieldsOfValue(String value) {
        assertThat(refusal("'type':'send','stream':1,'handler':'h','args':[" + value + "]"))
                .startsWith("args[0]: came");
    }

    @ParameterizedTest
    @CsvSource({"-32768", "0", "60", "32767"})
    void readsTimeZoneOfDateAsMinutesIn16Bits(short minutes) {
        assertThat(value("{'$amf':'date','ms':1,'timeZone':%d}".formatted(minutes)))
                .isEqualTo(new AmfDate(1, minutes));
        assertThat(refusal(send("{'$amf':'date','ms':1,'timeZone':32768}"))).contains("minutes");
    }

    private static String send(String value) {
        return "'type':'send','stream':1,'handler':'h','args':[" + value + "]";
    }

    private AmfValue value(String json) {
        return ((Send) read(send(json))).args().getFirst();
    }

    private Request read(String fields) {
        return reader.read("{'id':1,%s}".formatted(fields).replace('\'', '"'));
    }

    private String refusal(String fields) {
        RequestException refused = catchThrowableOfType(RequestException.class, () -> read(fields));
        assertThat(refused).as(fields).isNotNull();
        assertThat(refused.answer()).isInstanceOf(Failure.class);
        Failure failure = (Failure) refused.answer();
        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_REQUEST);
        return failure.message();
    }
}
