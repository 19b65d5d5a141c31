package io.multiconnection.gateway;

import io.multiconnection.media.TagClassifier;
import io.multiconnection.relay.RelayFrame;
import io.multiconnection.relay.Source;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.NetStream;
import io.multiconnection.rtmp.client.PlayRequest;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.target.TargetConnection;
import java.time.Duration;

/**
 * A play on a session's own connection to a server. That the connection is lost is told by its
 * target.
 */
final class DirectSource implements Source.Play, NetStream.Listener {

    private final NetStream stream;
    private final PlayRequest request;
    private final Source.Listener listener;
    private TagClassifier classifier = new TagClassifier();

    /** Begins to play. */
    DirectSource(TargetConnection connection, PlayRequest request, Source.Listener listener) {
        this.stream = connection.newStream(this);
        this.request = request;
        this.listener = listener;
        stream.play(request).subscribe().with(_ -> listener.onStart(), this::refused);
    }

    private void refused(Throwable failure) {
        if (failure instanceof RtmpClientException fault) {
            listener.onEnd(fault);
        }
    }

    @Override
    public void onStatus(NetStatus status) {
        listener.onStatus(status);
        if (status.code().equals("NetStream.Play.UnpublishNotify")) {
            unpublished();
        }
    }

    private void unpublished() {
        classifier = new TagClassifier();
        listener.onUnpublished();
    }

    @Override
    public void onMessage(RtmpMessage message) {
        RelayFrame frame = RelayFrame.of(message, classifier);
        if (frame != null) {
            listener.onFrame(frame);
        }
    }

    /** A recording may be sought back from its end. */
    @Override
    public void onStreamEof() {
        if (request.isLive()) {
            unpublished();
        }
    }

    @Override
    public void onEnded(RtmpClientException fault) {
        listener.onEnd(fault);
    }

    @Override
    public void pause(boolean paused, int position) {
        stream.pause(paused, position);
    }

    @Override
    public void seek(int position) {
        stream.seek(position);
    }

    @Override
    public void receiveAudio(boolean wanted) {
        stream.receiveAudio(wanted);
    }

    @Override
    public void receiveVideo(boolean wanted) {
        stream.receiveVideo(wanted);
    }

    @Override
    public void bufferTime(Duration bufferTime) {
        stream.bufferTime(bufferTime);
    }

    @Override
    public void close() {
        stream.close();
    }
}
