package io.multiconnection.target;

import io.multiconnection.amf.AmfByteArray;
import io.multiconnection.amf.AmfCopy;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.amf.AmfXml;
import io.multiconnection.amf.AmfXmlDocument;
import java.util.List;

/** Copier of values that masks all secrets in their text. Shared and cyclic references are kept. */
public final class SecretRedactor {

    private final Secrets secrets;
    private final AmfCopy copy;

    public SecretRedactor(Secrets secrets) {
        this.secrets = secrets;
        this.copy = new AmfCopy(this::scalar, secrets::masked);
    }

    public List<AmfValue> all(List<AmfValue> values) {
        return copy.all(values);
    }

    private AmfValue scalar(AmfValue value) {
        return switch (value) {
            case AmfString(String words) -> new AmfString(secrets.masked(words));
            case AmfXml(String words) -> new AmfXml(secrets.masked(words));
            case AmfXmlDocument(String words) -> new AmfXmlDocument(secrets.masked(words));
            case AmfByteArray array -> new AmfByteArray(secrets.masked(array.bytes()));
            case AmfValue other -> other;
        };
    }
}
