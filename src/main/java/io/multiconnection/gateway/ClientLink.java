package io.multiconnection.gateway;

import io.multiconnection.protocol.CloseCode;
import io.multiconnection.protocol.GatewayMessage;
import io.multiconnection.protocol.GatewayMessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * The page of a session: there, over one WebSocket or later another, or away for a while. What it
 * is told is counted and kept, so that it misses nothing when it comes back. Lives on its session's
 * event loop.
 */
final class ClientLink {

    private final EventReplay replay;
    private @Nullable ClientSocket browser;

    /** A page that is there. */
    ClientLink(ClientSocket browser, EventReplay replay) {
        this.browser = browser;
        this.replay = replay;
    }

    /** Tells the page, at once or when it is back. Counted. */
    void tell(GatewayMessage message) {
        tell(GatewayMessageWriter.write(message));
    }

    /** Tells the page a message that is written already. */
    void tell(String text) {
        replay.add(text);
        send(text);
    }

    /** Tells the page something that would be of no use later: if it is there. Not counted. */
    void aside(GatewayMessage message) {
        send(GatewayMessageWriter.write(message));
    }

    private void send(String text) {
        ClientSocket there = browser;
        if (there != null) {
            there.send(text);
        }
    }

    /** Sends a media frame, which is the page's from now on, if it is there. */
    void media(byte[] frame) {
        ClientSocket there = browser;
        if (there != null) {
            there.sendMedia(frame);
        }
    }

    /** Bytes of media frames that it has not read yet. */
    long unreadMedia() {
        ClientSocket there = browser;
        return there == null ? 0 : there.unreadMedia();
    }

    /** Reads nothing of what it sends for a while, or reads again. */
    void read(boolean read) {
        ClientSocket there = browser;
        if (there == null) {
            return;
        }
        if (read) {
            there.resumeReading();
        } else {
            there.pauseReading();
        }
    }

    boolean isAway() {
        return browser == null;
    }

    /** Whether this WebSocket is where the page is now. */
    boolean isAt(ClientSocket other) {
        return other.equals(browser);
    }

    /** Its WebSocket is lost. */
    void leave() {
        browser = null;
    }

    /** Sends it away, if it is there. */
    void close(CloseCode code, String reason) {
        ClientSocket there = browser;
        browser = null;
        if (there != null) {
            there.close(code, reason);
        }
    }

    /** Whether it may have got so many of the messages that it was told. */
    boolean wasTold(long received) {
        return received <= replay.count();
    }

    /** Whether it can be told all that came after so many messages. */
    boolean canBeToldAfter(long received) {
        return replay.reachesBackTo(received);
    }

    /** It is there again. */
    void comeBack(ClientSocket next) {
        browser = next;
    }

    /** Tells it again what came after so many messages; nothing where some of that is gone. */
    void tellAfter(long received) {
        replay.goOnFrom(received).forEach(this::send);
    }
}
