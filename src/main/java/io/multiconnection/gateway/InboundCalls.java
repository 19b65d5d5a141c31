package io.multiconnection.gateway;

import io.multiconnection.amf.AmfKind;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.CallEvent;
import io.multiconnection.protocol.GatewayMessage.DataEvent;
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
 * Calls and data messages of servers, forwarded to the client within each server's event budget.
 * The client's return is sent back to the calling server. Lives on its session's event loop.
 */
final class InboundCalls implements ServerObserver {

    private static final long RETURN_SECONDS = 30;

    private record PendingCall(Target target, TargetCall call, ScheduledFuture<?> timeout) {}

    private final EventLoop loop;
    private final SessionLimits limits;
    private final IntSupplier servers;
    private final Map<Integer, PendingCall> pending = new HashMap<>();
    private int lastCall;

    /**
     * Creates an empty set of calls.
     *
     * @param servers number of servers of the session
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
                            new CallEvent(target.number(), call.method(), call.arguments(), null));
        } else if (!hasRoom(target)) {
            call.failed(pending.size() + " calls already wait for the client");
        } else {
            int number = ++lastCall;
            CallEvent event =
                    new CallEvent(target.number(), call.method(), call.arguments(), number);
            if (target.events().send(Kind.CALL, event)) {
                pending.put(number, new PendingCall(target, call, timeout(number)));
            } else {
                call.failed("exceeds the server's limit of events a second");
            }
        }
    }

    /**
     * Returns whether another call of a server may wait. Half of the limit is divided among the
     * servers, the other half is shared.
     */
    private boolean hasRoom(Target target) {
        int all = Math.max(1, servers.getAsInt());
        int share = limits.counts().incomingCalls() / (2 * all);
        Map<Integer, Integer> waiting = new HashMap<>();
        pending.values().forEach(call -> waiting.merge(call.target().number(), 1, Integer::sum));
        boolean isWithinShare = waiting.getOrDefault(target.number(), 0) < share;
        waiting.remove(target.number());
        int used = waiting.values().stream().mapToInt(calls -> Math.min(calls, share)).sum();
        int kept = isWithinShare ? 0 : Math.max(0, (all - 1) * share - used);
        return pending.size() + kept < limits.counts().incomingCalls();
    }

    private ScheduledFuture<?> timeout(int number) {
        return loop.schedule(() -> timedOut(number), RETURN_SECONDS, TimeUnit.SECONDS);
    }

    private void timedOut(int number) {
        PendingCall late = pending.remove(number);
        if (late != null) {
            late.call().failed("no return from the client within " + RETURN_SECONDS + " s");
        }
    }

    @Override
    public void data(Target target, String handler, List<AmfValue> arguments) {
        target.events()
                .send(Kind.DATA, new DataEvent(target.number(), null, null, handler, arguments));
    }

    /** Sends a redacted data message of a played stream to the client. */
    void streamData(Target target, int stream, int timestamp, List<AmfValue> message) {
        if (message.getFirst() instanceof AmfString(String handler)) {
            List<AmfValue> args = message.subList(1, message.size());
            target.events()
                    .send(
                            Kind.DATA,
                            new DataEvent(target.number(), stream, timestamp, handler, args));
        }
    }

    /** Returns the result of a call to the server that made it. */
    Uni<Fields> returned(Return request) {
        PendingCall waiting = pending.get(request.call());
        if (waiting == null) {
            throw new RequestException(
                    request.id(),
                    ErrorCode.NO_SUCH_CALL,
                    "call " + request.call() + ", expected a call that waits for its return");
        }
        WriteSubject subject = new WriteSubject.Answer(waiting.call().method());
        Set<AmfKind> kinds = AmfKind.of(request.value());
        WriteGuard guard = waiting.target().guard();
        if (guard.verdict(subject, kinds) == WriteVerdict.NEVER) {
            waiting.call().failed("the client's return value cannot be sent");
            forget(request.call());
            throw new RequestException(
                    request.id(),
                    ErrorCode.BAD_REQUEST,
                    subject.description()
                            + " is no longer sent to this server, which closed the connection after"
                            + " each attempt");
        }
        try {
            guard.sent(subject, kinds);
            if (request.failed()) {
                waiting.call().error(request.value());
            } else {
                waiting.call().result(request.value());
            }
        } catch (RtmpClientException fault) {
            throw new RequestException(request.id(), ErrorCode.BAD_REQUEST, fault.text());
        }
        forget(request.call());
        return Uni.createFrom().item(new Fields.None());
    }

    private void forget(int number) {
        PendingCall ended = pending.remove(number);
        if (ended != null) {
            ended.timeout().cancel(false);
        }
    }

    @Override
    public boolean uses(Target target) {
        return pending.values().stream().anyMatch(call -> call.target().equals(target));
    }

    @Override
    public void join(Target target) {}

    @Override
    public void leave(Target target) {
        List.copyOf(pending.entrySet()).stream()
                .filter(entry -> entry.getValue().target().equals(target))
                .forEach(entry -> forget(entry.getKey()));
    }

    @Override
    public void close() {
        List.copyOf(pending.keySet()).forEach(this::forget);
    }
}
