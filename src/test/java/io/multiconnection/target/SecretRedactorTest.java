package io.multiconnection.target;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfByteArray;
import io.multiconnection.amf.AmfDictionary;
import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfExternalizable;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfTraits;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.amf.AmfVector;
import io.multiconnection.amf.AmfXml;
import io.multiconnection.amf.AmfXmlDocument;
import io.multiconnection.rtmp.client.RtmpUrl;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A pool's key is taken out of whatever its server says, wherever it stands. */
class SecretRedactorTest {

    private static final RtmpUrl URL = RtmpUrl.parse("rtmp://a.example/live?token=t0p");

    private final Pool.Server server = new Pool.Server(URL, "s3cret", true);

    @Test
    void masksKeyEverywhere() {
        assertThat(redacted(all("s3cret"))).isEqualTo(all("***"));
        assertThat(redacted(all("token=t0p"))).isEqualTo(all("***"));
    }

    @Test
    void keepsCycles() {
        AmfObject cycle = AmfObject.of("name", AmfValue.of("s3cret"));
        AmfObject copy = AmfObject.of("name", AmfValue.of("***"));
        assertThat(redacted(cycle.with("self", cycle))).isEqualTo(copy.with("self", copy));
    }

    @Test
    void onlyPooledServersHaveSecrets() {
        assertThat(server.hasSecrets()).isTrue();
        assertThat(new Pool.Server(URL, null, false).hasSecrets()).isTrue();
        assertThat(Pool.Server.named(URL).hasSecrets()).isFalse();
        RtmpUrl plain = RtmpUrl.parse("rtmp://a.example/live");
        assertThat(new Pool.Server(plain, null, false).hasSecrets()).isFalse();
    }

    private AmfValue redacted(AmfValue value) {
        return new SecretRedactor(server.secrets()).all(List.of(value)).getFirst();
    }

    /** A text in every place that a value has for one. */
    private static AmfValue all(String text) {
        AmfString string = new AmfString("a " + text + "!");
        AmfTraits traits = new AmfTraits("C" + text, true, List.of(text));
        return AmfStrictArray.of(
                string,
                new AmfNumber(1),
                new AmfXml("<a>" + text + "</a>"),
                new AmfXmlDocument(text),
                new AmfByteArray(("x" + text).getBytes(US_ASCII)),
                new AmfObject(traits, Map.of(text, string)),
                new AmfEcmaArray(Map.of(text, string)),
                new AmfExternalizable("E" + text, List.of(string)),
                new AmfDictionary(List.of(new AmfDictionary.Entry(string, string)), false),
                new AmfVector.OfInt(List.of(1), true),
                new AmfVector.OfObject("V" + text, List.of(string), false));
    }

    @Test
    void masksUserAndPassword() {
        RtmpUrl url = RtmpUrl.parse("rtmp://ann:0pen@a/live");
        Pool.Server asking = new Pool.Server(url, null, false);
        assertThat(asking.hasSecrets()).isTrue();
        assertThat(asking.secrets().masked("no user ann, nor 0pen"))
                .isEqualTo("no user ***, nor ***");
    }
}
