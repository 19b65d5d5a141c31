package io.multiconnection.load;

import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.NetStream;
import io.multiconnection.rtmp.client.PlayRequest;
import io.smallrye.mutiny.Uni;

/** Viewer that is an RTMP client. */
final class RtmpViewer extends RtmpStreamClient implements Viewer {

    private final FrameSeat seat;

    RtmpViewer(RtmpConnector connector, String name, FrameSeat seat) {
        super(connector, name);
        this.seat = seat;
    }

    @Override
    Uni<NetStatus> use(NetStream stream, String name) {
        return stream.play(PlayRequest.live(name));
    }

    @Override
    public void onMessage(RtmpMessage message) {
        switch (message.payload()) {
            case Audio(var body) -> seat.add(false, body);
            case Video(var body) -> seat.add(true, body);
            default -> {} // metadata
        }
    }
}
