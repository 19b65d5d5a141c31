package io.multiconnection.target;

import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.NetStream;
import io.multiconnection.rtmp.client.RtmpClientException;

/** Listener of a stream that passes statuses on redacted, and everything else as it is. */
record RedactingStreamListener(ServerRedactor redactor, NetStream.Listener listener)
        implements NetStream.Listener {

    @Override
    public void onStatus(NetStatus status) {
        listener.onStatus(redactor.redact(status));
    }

    @Override
    public void onEnded(RtmpClientException failure) {
        listener.onEnded(failure);
    }

    @Override
    public void onMessage(RtmpMessage message) {
        listener.onMessage(message);
    }

    @Override
    public void onStreamEof() {
        listener.onStreamEof();
    }
}
