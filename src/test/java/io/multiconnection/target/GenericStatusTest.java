package io.multiconnection.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.client.NetStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenericStatusTest {

    private static final String SECRET = "s3cret";

    @ParameterizedTest
    @CsvSource({
        "status,  NetConnection.Connect.Success, Connection succeeded.",
        "error,   NetStream.Publish.BadName,     The stream cannot be published.",
        "warning, SharedObject.BadPersistence,   The persistence is not the object's.",
    })
    void describesKnownCodeItself(String level, String code, String description) {
        NetStatus said =
                NetStatus.of(level, code, SECRET)
                        .with("details", new AmfString(SECRET))
                        .with(SECRET, new AmfString("x"));
        assertThat(GenericStatus.of(said)).isEqualTo(NetStatus.of(level, code, description));
    }

    @ParameterizedTest
    @CsvSource({
        "status,  NetConnection.Server.Status",
        "warning, NetConnection.Server.Warning",
        "error,   NetConnection.Server.Error",
        "s3cret,  NetConnection.Server.Status",
        "'',      NetConnection.Server.Status",
    })
    void keepsOnlyLevelOfUnknownCode(String level, String code) {
        NetStatus shown = GenericStatus.of(NetStatus.of(level, SECRET, SECRET));
        assertThat(shown.code()).isEqualTo(code);
        assertThat(shown.info()).hasSize(3);
        assertThat(shown.info().toString()).doesNotContain(SECRET);
    }

    /** No content of a status, in any form, changes the text that is shown. */
    @Test
    void givesSameTextForAnyServerText() {
        Random random = new Random(3);
        NetStatus shown = GenericStatus.of(NetStatus.of("error", "x", "y"));
        for (int i = 0; i < 2_000; i++) {
            Map<String, AmfValue> info = new LinkedHashMap<>();
            info.put("level", new AmfString("error"));
            info.put("code", new AmfString(Encodings.word(random, 0, 30)));
            for (int j = random.nextInt(4); j > 0; j--) {
                String word = Encodings.word(random, 6, 12);
                info.put(word, new AmfString(Encodings.any(word, random)));
            }
            assertThat(GenericStatus.of(new NetStatus(info))).isEqualTo(shown);
        }
    }
}
