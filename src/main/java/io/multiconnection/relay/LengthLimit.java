package io.multiconnection.relay;

import io.multiconnection.media.PlayLength;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.netty.channel.EventLoop;
import java.util.Map;

/**
 * Listener decorator that ends a play after the requested length: at the first frame beyond the
 * length or, for a live stream, when no frame arrives in that time.
 */
final class LengthLimit implements FailoverListener {

    private final FailoverListener listener;
    private final Runnable close;
    private final boolean live;
    private final ResettableTimer check;
    private PlayLength length;

    /**
     * Creates the limit of a play that is not started.
     *
     * @param close closes the player
     */
    LengthLimit(PlayOptions options, EventLoop loop, FailoverListener listener, Runnable close) {
        this.listener = listener;
        this.close = close;
        this.live = options.live();
        this.check = new ResettableTimer(loop);
        this.length = new PlayLength(options.lengthMillis());
    }

    /** Cancels the checks at the end of the play. */
    void cancel() {
        check.cancel();
    }

    @Override
    public void onFrame(int source, RelayFrame frame, int timestamp) {
        if (frame.role().isMedia()) {
            if (!length.admits(timestamp, frame.bytes())) {
                complete(source);
                return;
            }
            if (live && length.isLimited() && !check.isSet()) {
                check(source);
            }
        }
        listener.onFrame(source, frame, timestamp);
    }

    private void check(int source) {
        long millis = length.nextCheckMillis();
        if (millis == 0) {
            complete(source);
        } else {
            check.set(millis, () -> check(source));
        }
    }

    private void complete(int source) {
        close.run();
        onComplete(source, length.playedMillis(), length.playedBytes());
    }

    @Override
    public void onStatus(int source, NetStatus status) {
        if (status.code().equals("NetStream.Seek.Notify") && !live) {
            length = new PlayLength(PlayLength.ALL); // the server ends a recording itself
        }
        listener.onStatus(source, status);
    }

    @Override
    public void onStart(int source) {
        listener.onStart(source);
    }

    @Override
    public void onFailover(int from, int to, long gapMillis) {
        listener.onFailover(from, to, gapMillis);
    }

    @Override
    public void onComplete(int source, long millis, long bytes) {
        listener.onComplete(source, millis, bytes);
    }

    @Override
    public void onFailed(Map<Integer, RtmpClientException> faults) {
        check.cancel();
        listener.onFailed(faults);
    }
}
