package io.multiconnection.relay;

import io.multiconnection.media.PlayLength;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.netty.channel.EventLoop;
import java.util.Map;

/**
 * Stands between a {@link FailoverPlayer} and its listener, and ends the play when its length was
 * played: at the first frame beyond it, or, for a live stream, when no frame has come in that time.
 */
final class LengthLimit implements FailoverPlayer.Listener {

    private final FailoverPlayer.Listener listener;
    private final Runnable close;
    private final boolean live;
    private final ResettableTimer check;
    private PlayLength length;

    /**
     * Creates the limit of a play that has not begun.
     *
     * @param close closes the player
     */
    LengthLimit(
            FailoverPlayer.Rules rules,
            EventLoop loop,
            FailoverPlayer.Listener listener,
            Runnable close) {
        this.listener = listener;
        this.close = close;
        this.live = rules.live();
        this.check = new ResettableTimer(loop);
        this.length = new PlayLength(rules.lengthMillis());
    }

    /** Stops counting: the play has ended. */
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
            length = new PlayLength(PlayLength.ALL); // a recording, which its server ends
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
