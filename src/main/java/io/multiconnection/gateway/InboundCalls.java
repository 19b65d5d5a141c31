package io.multiconnection.gateway;

import io.multiconnection.amf.AmfKind;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.CallNews;
import io.multiconnection.protocol.GatewayMessage.DataNews;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.Request.Return;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.target.ServerEventSender.Kind;
import io.multiconnection.target.Target;
import io.multiconnection.target.TargetCall;
import io.multiconnection.target.WriteGuard;
import io.multiconnection.target.WriteSubject;
import io.multiconnection.target.WriteVerdict;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Calls and data messages of servers: handed on to the page within what each server may cause
 * there, and answered as the page says. Lives on its session's event loop.
 */
final class InboundCalls implements ServerObserver {

    private static final long ANSWER_SECONDS = 30;

    private record Open(Target target, TargetCall call, ScheduledFuture<?> timeout) {}

    private final EventLoop loop;
    private final SessionLimits limits;
    private final IntSupplier servers;
    private final Map<Integer, Open> open = new HashMap<>();
    private int lastCall;

    /**
     * Nothing was called yet.
     *
     * @param servers how many servers the session has now
     */
    InboundCalls(EventLoop loop, SessionLimits limits, IntSupplier servers) {
        this.loop = loop;
        this.limits = limits;
        this.servers = servers;
    }

    @Override
    public void called(Target target, TargetCall call) {
        if (!call.wantsAnswer()) {
            target.events()
                    .send(
                            Kind.CALL,
                            new CallNews(target.number(), call.method(), call.arguments(), null));
        } else if (!hasRoom(target)) {
            call.failed(open.size() + " calls wait for the client already");
        } else {
            int number = ++lastCall;
            CallNews event = new CallNews(target.number(), call.method(), call.arguments(), number);
            if (target.events().send(Kind.CALL, event)) {
                open.put(number, new Open(target, call, timeout(number)));
            } else {
                call.failed("more than the client can be told in a second");
            }
        }
    }

    /** Half of the calls that may wait is divided among the servers, the other half is common. */
    private boolean hasRoom(Target target) {
        int all = Math.max(1, servers.getAsInt());
        int share = limits.counts().incomingCalls() / (2 * all);
        Map<Integer, Integer> waiting = new HashMap<>();
        open.values().forEach(call -> waiting.merge(call.target().number(), 1, Integer::sum));
        boolean isWithinShare = waiting.getOrDefault(target.number(), 0) < share;
        waiting.remove(target.number());
        int used = waiting.values().stream().mapToInt(calls -> Math.min(calls, share)).sum();
        int kept = isWithinShare ? 0 : Math.max(0, (all - 1) * share - used);
        return open.size() + kept < limits.counts().incomingCalls();
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
    public void data(Target target, String handler, List<AmfValue> arguments) {
        target.events()
                .send(Kind.DATA, new DataNews(target.number(), null, null, handler, arguments));
    }

    /**
     * Sends a data message of a stream that is played to the client; {@code message} is redacted.
     */
    void streamData(Target target, int stream, int timestamp, List<AmfValue> message) {
        if (message.getFirst() instanceof AmfString(String handler)) {
            List<AmfValue> args = message.subList(1, message.size());
            target.events()
                    .send(
                            Kind.DATA,
                            new DataNews(target.number(), stream, timestamp, handler, args));
        }
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
        WriteSubject subject = new WriteSubject.Answer(asked.call().method());
        Set<AmfKind> kinds = AmfKind.of(request.value());
        WriteGuard guard = asked.target().guard();
        if (guard.verdict(subject, kinds) == WriteVerdict.NEVER) {
            asked.call().failed("the client's answer cannot be sent");
            forget(request.call());
            throw new RequestException(
                    request.id(),
                    ErrorCode.BAD_REQUEST,
                    subject.description()
                            + " is no longer sent to this server, which has ended the connection"
                            + " right after it each time");
        }
        try {
            guard.sent(subject, kinds);
            if (request.failed()) {
                asked.call().error(request.value());
            } else {
                asked.call().result(request.value());
            }
        } catch (RtmpClientException fault) {
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
    public boolean uses(Target target) {
        return open.values().stream().anyMatch(call -> call.target().equals(target));
    }

    @Override
    public void join(Target target) {}

    @Override
    public void leave(Target target) {
        List.copyOf(open.entrySet()).stream()
                .filter(entry -> entry.getValue().target().equals(target))
                .forEach(entry -> forget(entry.getKey()));
    }

    @Override
    public void close() {
        List.copyOf(open.keySet()).forEach(this::forget);
    }
}
