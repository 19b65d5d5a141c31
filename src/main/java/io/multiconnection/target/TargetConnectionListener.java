package io.multiconnection.target;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.client.IncomingCall;
import io.multiconnection.rtmp.client.NetConnectionListener;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import java.util.List;

/**
 * Listener of a target's connection, which passes to the target's own listener what the server
 * sends.
 */
record TargetConnectionListener(Target target, Target.Listener listener)
        implements NetConnectionListener {

    @Override
    public void onStatus(NetStatus status) {
        target.said(status);
    }

    @Override
    public void onCall(IncomingCall call) {
        listener.called(target, call);
    }

    @Override
    public void onData(String handler, List<AmfValue> arguments) {
        listener.told(target, handler, arguments);
    }

    @Override
    public void onUnreadable(int typeId) {
        target.metrics().unreadable(typeId);
    }

    @Override
    public void onLost(RtmpClientException fault) {
        target.lost(fault);
    }
}
