package io.multiconnection.gateway;

import io.multiconnection.protocol.GatewayMessage.StreamEvent;
import io.multiconnection.protocol.GatewayMessage.StreamEvent.Use;
import io.multiconnection.publish.FanOut;
import io.multiconnection.target.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stream of a session with its fan-out and its latest play. Lives on its session's event loop. */
final class OpenStream {

    private final FanOut fanOut;
    private @Nullable Playback playback;

    OpenStream(FanOut fanOut) {
        this.fanOut = fanOut;
    }

    FanOut fanOut() {
        return fanOut;
    }

    /** Returns the latest play; null if the stream was never played. */
    @Nullable Playback playback() {
        return playback;
    }

    /** Notes that the stream is played by {@code started}. */
    void plays(Playback started) {
        playback = started;
    }

    void leave(Target target) {
        fanOut.leave(target);
        if (playback != null) {
            playback.leave(target);
        }
    }

    boolean isPlayed() {
        return playback != null && playback.isOpen();
    }

    boolean uses(Target target) {
        return fanOut.uses(target) || (playback != null && playback.uses(target));
    }

    StreamEvent event(int number) {
        if (fanOut.isPublished()) {
            return new StreamEvent(number, Use.PUBLISH, fanOut.servers());
        }
        return playback != null && playback.isOpen()
                ? new StreamEvent(number, Use.PLAY, playback.servers())
                : new StreamEvent(number, Use.NONE, List.of());
    }

    void clientDetached() {
        if (playback != null) {
            playback.clientDetached();
        }
    }

    void clientAttached() {
        fanOut.restart();
        if (playback != null) {
            playback.clientAttached();
        }
    }

    void close() {
        fanOut.close();
        if (playback != null) {
            playback.close();
        }
    }
}
