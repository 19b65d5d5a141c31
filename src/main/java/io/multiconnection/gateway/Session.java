package io.multiconnection.gateway;

import io.multiconnection.protocol.BadMessageException;
import io.multiconnection.protocol.CloseCode;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.ErrorNews;
import io.multiconnection.protocol.GatewayMessage.Hello;
import io.multiconnection.protocol.GatewayMessage.Result;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.MediaFrame;
import io.multiconnection.protocol.MediaFrame.BadFrameException;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.protocol.RequestReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One browser: reads what it sends, keeps its limits, answers it. What is asked is done by its
 * {@link MultiConnection}. Everything happens on one event loop.
 */
public final class Session {

    private static final System.Logger LOG = System.getLogger(Session.class.getName());
    private static final long ACK_MILLIS = 250;

    private final Browser browser;
    private final SessionLimits limits;
    private final RequestReader reader;
    private final RateLimit messageRate;
    private final RateLimit byteRate;
    private final MultiConnection multiConnection;
    private final Set<Long> openRequests = new HashSet<>();
    private final ScheduledFuture<?> acks;
    private boolean closed;

    /**
     * Greets the browser.
     *
     * @param id names the session in logs; not a secret
     * @param loop the browser's own event loop, on which this is called, too
     */
    public Session(String id, Gateway gateway, EventLoop loop, Browser browser) {
        this.browser = browser;
        this.limits = gateway.limits();
        this.reader = new RequestReader(limits.jsonDepth());
        long now = System.nanoTime();
        this.messageRate = new RateLimit(limits.messagesPerSecond(), now);
        this.byteRate = new RateLimit(limits.bytesPerSecond(), now);
        this.multiConnection = new MultiConnection(id, gateway, loop, browser);
        this.acks =
                loop.scheduleAtFixedRate(
                        () -> multiConnection.acks().forEach(browser::send),
                        ACK_MILLIS,
                        ACK_MILLIS,
                        TimeUnit.MILLISECONDS);
        browser.send(
                new Hello(
                        id,
                        new ArrayList<>(gateway.pools().keySet()),
                        new Hello.Limits(
                                limits.textBytes(),
                                limits.frameBytes(),
                                limits.servers(),
                                limits.streams())));
    }

    /** Takes a text message. */
    public void receive(String text) {
        if (closed || isOverLimit(ByteBufUtil.utf8Bytes(text), limits.textBytes())) {
            return;
        }
        try {
            handle(reader.read(text));
        } catch (RequestException e) {
            browser.send(e.answer());
        } catch (BadMessageException e) {
            close(CloseCode.BAD_MESSAGE, String.valueOf(e.getMessage()));
        }
    }

    /** Takes a media frame; {@code frame} stays the caller's. */
    public void receive(ByteBuf frame) {
        if (closed || isOverLimit(frame.readableBytes(), limits.frameBytes())) {
            return;
        }
        try {
            MediaFrame media = MediaFrame.read(frame);
            if (!multiConnection.media(media)) {
                browser.send(
                        new ErrorNews(
                                ErrorCode.NOT_PUBLISHING,
                                "a media frame for stream "
                                        + media.stream()
                                        + ", which is not published"));
            }
        } catch (BadFrameException e) {
            browser.send(new ErrorNews(ErrorCode.BAD_FRAME, String.valueOf(e.getMessage())));
        }
    }

    /** Closes the session over a message that is too large, or came too soon. */
    private boolean isOverLimit(int bytes, int maxBytes) {
        long now = System.nanoTime();
        if (bytes > maxBytes) {
            close(CloseCode.TOO_BIG, "a message of " + bytes + " bytes, limit " + maxBytes);
        } else if (!messageRate.take(1, now)) {
            close(
                    CloseCode.TOO_FAST,
                    "more than " + limits.messagesPerSecond() + " messages a second");
        } else if (!byteRate.take(bytes, now)) {
            close(CloseCode.TOO_FAST, "more than " + limits.bytesPerSecond() + " bytes a second");
        }
        return closed;
    }

    private void handle(Request request) {
        if (openRequests.size() >= limits.requests()) {
            throw new RequestException(
                    request.id(),
                    ErrorCode.TOO_MANY,
                    limits.requests() + " requests wait for their answer already");
        }
        if (!openRequests.add(request.id())) {
            throw new RequestException(
                    null,
                    ErrorCode.BAD_REQUEST,
                    "id " + request.id() + " is that of a request not answered yet");
        }
        perform(request)
                .onTermination()
                .invoke(() -> openRequests.remove(request.id()))
                .subscribe()
                .with(fields -> browser.send(new Result(request.id(), fields)), this::failed);
    }

    private Uni<Fields> perform(Request request) {
        return Uni.createFrom().deferred(() -> multiConnection.perform(request));
    }

    private void failed(Throwable failure) {
        if (failure instanceof RequestException refused) {
            browser.send(refused.answer());
        } else {
            LOG.log(Level.ERROR, "a request failed", failure);
            close(CloseCode.INTERNAL_ERROR, "a fault of the gateway");
        }
    }

    /** Ends the session and says why. */
    public void close(CloseCode code, String reason) {
        if (!closed) {
            browser.close(code, reason);
            ended();
        }
    }

    /** The browser is gone, or is being sent away: every leg is closed in order. */
    public void ended() {
        if (!closed) {
            closed = true;
            acks.cancel(false);
            multiConnection.close();
        }
    }
}
