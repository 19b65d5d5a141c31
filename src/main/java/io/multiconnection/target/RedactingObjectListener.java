package io.multiconnection.target;

import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.SharedObject;
import java.util.List;

/** Listener of a shared object that passes events and statuses on redacted. */
record RedactingObjectListener(ServerRedactor redactor, SharedObject.Listener listener)
        implements SharedObject.Listener {

    @Override
    public void onEvents(int version, List<SharedObjectEvent> events) {
        listener.onEvents(version, redactor.redactEvents(events));
    }

    @Override
    public void onStatus(NetStatus status) {
        listener.onStatus(redactor.redact(status));
    }
}
