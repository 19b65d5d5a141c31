package io.multiconnection.rtmp.server;

import io.multiconnection.amf.AmfBoolean;
import io.multiconnection.amf.AmfNumeric;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import java.util.List;

/**
 * Arguments of a command. Clients omit arguments with a default value or send null for them; both
 * read as the default given here.
 */
record CommandArguments(List<AmfValue> values) {

    String text(int index, String otherwise) {
        return at(index) instanceof AmfString(String text) ? text : otherwise;
    }

    boolean flag(int index, boolean otherwise) {
        return at(index) instanceof AmfBoolean(boolean flag) ? flag : otherwise;
    }

    double number(int index, double otherwise) {
        return at(index) instanceof AmfNumeric number ? number.number() : otherwise;
    }

    private AmfValue at(int index) {
        return index < values.size() ? values.get(index) : AmfUndefined.UNDEFINED;
    }
}
