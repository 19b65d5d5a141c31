package io.multiconnection.rtmp;

import io.multiconnection.amf.Amf0Writer;
import io.multiconnection.amf.Amf3Writer;
import io.multiconnection.amf.AmfBoolean;
import io.multiconnection.amf.AmfByteArray;
import io.multiconnection.amf.AmfDate;
import io.multiconnection.amf.AmfDictionary;
import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfExternalizable;
import io.multiconnection.amf.AmfInteger;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.amf.AmfVector;
import io.multiconnection.amf.AmfXml;
import io.multiconnection.amf.AmfXmlDocument;
import io.netty.buffer.ByteBuf;

/**
 * Writer of the values of one message in an {@link AmfEncoding}. One for each message, because
 * references are numbered per message.
 */
final class AmfMessageWriter {

    /** AMF0 marker before a value in AMF3. */
    private static final int AVMPLUS_MARKER = 0x11;

    private final ByteBuf out;
    private final AmfEncoding encoding;
    private final Amf0Writer amf0;
    private final Amf3Writer amf3;

    private AmfMessageWriter(ByteBuf out, AmfEncoding encoding) {
        this.out = out;
        this.encoding = encoding;
        this.amf0 = new Amf0Writer(out);
        this.amf3 = new Amf3Writer(out);
    }

    /** Begins a message body. */
    static AmfMessageWriter begin(ByteBuf out, AmfEncoding encoding) {
        switch (encoding) {
            case AMF0 -> {}
            case AMF3 -> out.writeByte(0);
        }
        return new AmfMessageWriter(out, encoding);
    }

    void write(AmfValue value) {
        switch (encoding) {
            case AMF0 -> amf0.write(value);
            case AMF3 -> writeSwitching(value);
        }
    }

    /**
     * Writes simple values in AMF0 and containers in AMF3, so that references are valid in either.
     */
    private void writeSwitching(AmfValue value) {
        switch (value) {
            case AmfUndefined _, AmfNull _, AmfBoolean _, AmfNumber _, AmfString _, AmfDate _ ->
                    amf0.write(value);
            case AmfInteger _, AmfXml _, AmfXmlDocument _, AmfByteArray _ -> switchAndWrite(value);
            case AmfObject _, AmfExternalizable _, AmfDictionary _ -> switchAndWrite(value);
            case AmfEcmaArray _, AmfStrictArray _, AmfVector _ -> switchAndWrite(value);
        }
    }

    private void switchAndWrite(AmfValue value) {
        out.writeByte(AVMPLUS_MARKER);
        amf3.write(value);
    }
}
