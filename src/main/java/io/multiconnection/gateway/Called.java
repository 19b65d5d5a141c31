package io.multiconnection.gateway;

import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage;
import io.multiconnection.protocol.GatewayMessage.CallNews;
import io.multiconnection.protocol.GatewayMessage.DataNews;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.GatewayMessageWriter;
import io.multiconnection.protocol.Request.Return;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.rtmp.client.IncomingCall;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpFault;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * What servers call on the page, and tell it: handed on, and answered as the page says. A server
 * may not fill what waits for the page: what is too much of one server is dropped. Lives on its
 * session's event loop.
 */
final class Called implements Part {

    private static final long ANSWER_SECONDS = 30;

    /** Of what may wait for the page, a server's messages may take so much in a second. */
    private static final double UNREAD_SHARE = 0.25;

    private record Open(Target target, IncomingCall call, ScheduledFuture<?> timeout) {}

    private final EventLoop loop;
    private final SessionLimits limits;
    private final News news;
    private final Map<Integer, Open> open = new HashMap<>();
    private final Map<Target, RateLimit> rates = new HashMap<>();
    private int lastCall;

    Called(EventLoop loop, SessionLimits limits, News news) {
        this.loop = loop;
        this.limits = limits;
        this.news = news;
    }

    @Override
    public void called(Target target, IncomingCall call) {
        List<AmfValue> args = target.shown(call.arguments());
        String method = target.shown(call.method());
        if (!call.wantsAnswer()) {
            tell(target, new CallNews(target.number(), method, args, null));
        } else if (open.size() >= limits.incomingCalls()) {
            call.failed(limits.incomingCalls() + " calls wait for the client already");
        } else {
            int number = ++lastCall;
            if (tell(target, new CallNews(target.number(), method, args, number))) {
                call.forgetArguments();
                open.put(number, new Open(target, call, timeout(number)));
            } else {
                call.failed("more than the client can be told in a second");
            }
        }
    }

    private ScheduledFuture<?> timeout(int number) {
        return loop.schedule(() -> timedOut(number), ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    private void timedOut(int number) {
        Open late = open.remove(number);
        if (late != null) {
            late.call().failed("the client did not answer within " + ANSWER_SECONDS + " s");
        }
    }

    @Override
    public void told(Target target, String handler, List<AmfValue> arguments) {
        tell(
                target,
                new DataNews(
                        target.number(),
                        null,
                        null,
                        target.shown(handler),
                        target.shown(arguments)));
    }

    /** A server tells the page something on a stream that it plays; handler first. */
    void told(Target target, int stream, int timestamp, List<AmfValue> message) {
        List<AmfValue> shown = target.shown(message);
        if (shown.getFirst() instanceof AmfString(String handler)) {
            List<AmfValue> args = shown.subList(1, shown.size());
            tell(target, new DataNews(target.number(), stream, timestamp, handler, args));
        }
    }

    /** Tells the page, unless the server has said too much of late: then that. */
    private boolean tell(Target target, GatewayMessage message) {
        long now = System.nanoTime();
        RateLimit rate =
                rates.computeIfAbsent(
                        target, _ -> new RateLimit(limits.unreadBytes() * UNREAD_SHARE, now));
        boolean within = rate.take(GatewayMessageWriter.write(message).length(), now);
        if (within) {
            news.tell(message);
        } else if (rate.take(1000, now)) { // so that being told of it is bounded, too
            news.status(
                    target,
                    null,
                    NetStatus.of(
                            "warning",
                            "NetConnection.Call.Dropped",
                            "a call or message was dropped: more than the client can be told"));
        }
        return within;
    }

    /** Answers a call of a server. */
    Uni<Fields> answer(Return request) {
        Open asked = open.get(request.call());
        if (asked == null) {
            throw new RequestException(
                    request.id(),
                    ErrorCode.NO_SUCH_CALL,
                    "no call " + request.call() + " waits for an answer");
        }
        try {
            if (request.failed()) {
                asked.call().error(request.value());
            } else {
                asked.call().result(request.value());
            }
        } catch (RtmpFault fault) {
            throw new RequestException(request.id(), ErrorCode.BAD_REQUEST, fault.text());
        }
        forget(request.call());
        return Uni.createFrom().item(new Fields.None());
    }

    private void forget(int number) {
        Open ended = open.remove(number);
        if (ended != null) {
            ended.timeout().cancel(false);
        }
    }

    @Override
    public void join(Target target) {}

    @Override
    public void leave(Target target) {
        rates.remove(target);
        List.copyOf(open.entrySet()).stream()
                .filter(entry -> entry.getValue().target().equals(target))
                .forEach(entry -> forget(entry.getKey()));
    }

    @Override
    public void close() {
        List.copyOf(open.keySet()).forEach(this::forget);
        rates.clear();
    }
}
