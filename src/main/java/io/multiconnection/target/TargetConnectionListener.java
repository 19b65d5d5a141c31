package io.multiconnection.target;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.client.IncomingCall;
import io.multiconnection.rtmp.client.NetConnection;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import java.util.List;

/**
 * Listener of a target's connection, which redacts what the server sends and passes it to the
 * target's own listener. Calls and data of a server that does not share values are not passed on.
 */
record TargetConnectionListener(Target target, Target.Listener listener)
        implements NetConnection.Listener {

    @Override
    public void onStatus(NetStatus status) {
        target.onStatus(status);
    }

    @Override
    public void onCall(IncomingCall call) {
        if (target.server().sharesValues()) {
            listener.called(target, new TargetCall(call, target.redactor()));
        } else if (call.wantsAnswer()) {
            call.failed("the client takes no calls");
        }
    }

    @Override
    public void onData(String handler, List<AmfValue> arguments) {
        if (target.server().sharesValues()) {
            ServerRedactor redactor = target.redactor();
            listener.data(target, redactor.redact(handler), redactor.redact(arguments));
        }
    }

    @Override
    public void onUnreadable(int typeId) {
        target.metrics().unreadable(typeId);
    }

    @Override
    public void onLost(RtmpClientException failure) {
        target.lost(failure);
    }
}
