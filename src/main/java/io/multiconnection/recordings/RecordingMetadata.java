package io.multiconnection.recordings;

import io.multiconnection.amf.Amf0Reader;
import io.multiconnection.amf.Amf0Writer;
import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfLimits;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Body of an onMetaData tag: reads and writes the values that describe its file. */
final class RecordingMetadata {

    /** Start of the body: an AMF0 string. */
    private static final byte[] NAME = "\2\0\12onMetaData".getBytes(StandardCharsets.ISO_8859_1);

    /** Name of the property, followed by the marker of a number. */
    private static final byte[] DURATION = "\0\10duration\0".getBytes(StandardCharsets.ISO_8859_1);

    /** Properties that describe one file. */
    private static final List<String> OF_A_FILE = List.of("duration", "filesize", "keyframes");

    private RecordingMetadata() {}

    static boolean is(ByteBuf body) {
        return ByteBufUtil.equals(
                body, body.readerIndex(), Unpooled.wrappedBuffer(NAME), 0, NAME.length);
    }

    /** Returns metadata with a duration only. */
    static ByteBuf of(double seconds) {
        return write(Map.of(), seconds);
    }

    /** Returns metadata without the properties of another file; unchanged if it cannot be read. */
    static ByteBuf without(ByteBuf body) {
        return with(body, Double.NaN);
    }

    /**
     * Returns metadata with another duration, or NaN for none; unchanged if it cannot be read. On
     * the heap; needs no release.
     */
    static ByteBuf with(ByteBuf body, double seconds) {
        try {
            List<AmfValue> values = new Amf0Reader(body.slice(), AmfLimits.DEFAULT).readAll();
            return switch (values.size() > 1 ? values.get(1) : new AmfEcmaArray()) {
                case AmfEcmaArray array -> write(array.properties(), seconds);
                case AmfObject object -> write(object.properties(), seconds);
                case AmfValue _ -> body;
            };
        } catch (AmfException _) {
            return body;
        }
    }

    private static ByteBuf write(Map<String, AmfValue> properties, double seconds) {
        AmfEcmaArray array = new AmfEcmaArray();
        if (!Double.isNaN(seconds)) {
            array.with("duration", new AmfNumber(seconds));
        }
        properties.forEach(
                (name, value) -> {
                    if (!OF_A_FILE.contains(name)) {
                        array.with(name, value);
                    }
                });
        ByteBuf out = Unpooled.buffer();
        Amf0Writer writer = new Amf0Writer(out);
        writer.write(new AmfString("onMetaData"));
        writer.write(array);
        return out;
    }

    /** Returns the offset of the duration's 8 bytes; -1 if there are none. */
    static int durationAt(ByteBuf body) {
        int at = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(DURATION), body);
        int number = at + DURATION.length;
        return at < 0 || number + Double.BYTES > body.writerIndex() ? -1 : number;
    }
}
