package io.multiconnection.gateway;

import io.multiconnection.amf.AmfHeapSize;
import io.multiconnection.amf.AmfKind;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.memory.HeapSize;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.Result;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.GatewayMessage.ServerResponse;
import io.multiconnection.protocol.GatewayMessage.ServerResponse.Outcome;
import io.multiconnection.protocol.GatewayMessageWriter;
import io.multiconnection.protocol.Request.Call;
import io.multiconnection.protocol.Request.On;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.rtmp.client.CallResponse;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.target.Target;
import io.multiconnection.target.WriteGuard;
import io.multiconnection.target.WriteSubject;
import io.multiconnection.target.WriteVerdict;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Calls of the client to methods of its servers. Lives on its session's event loop. */
final class OutboundCalls implements ServerObserver {

    private static final String FAILED = "the server responded with an error";

    private final ServerList servers;
    private final SessionLimits limits;
    private final MemoryAccount memory;
    private final Map<Target, Integer> waiting = new HashMap<>();

    OutboundCalls(ServerList servers, SessionLimits limits, MemoryAccount memory) {
        this.servers = servers;
        this.limits = limits;
        this.memory = memory;
    }

    /** Calls a method; completes with the responses of all servers, or with the first result. */
    Uni<Fields> call(Call request) {
        servers.checkConnected(request);
        return servers.whenReady(request, () -> callNow(request));
    }

    private Uni<Fields> callNow(Call request) {
        servers.checkConnected(request);
        List<Target> targets =
                request.on() instanceof On.Server(int number)
                        ? List.of(servers.target(request, number))
                        : servers.targets();
        targets.forEach(target -> checkRoom(target, request));
        if (!request.reply()) {
            targets.forEach(target -> callWithoutReply(target, request));
            return Uni.createFrom().item(new Fields.Responses(List.of()));
        }
        int maxChars = limits.buffers().unreadBytes() / 2 / targets.size();
        List<Uni<ServerResponse>> answers =
                targets.stream()
                        .map(
                                servers.traces()
                                        .onServer(
                                                "call", target -> call(target, request, maxChars)))
                        .toList();
        return collect(answers, request.on() instanceof On.First).map(Fields.Responses::new);
    }

    private static void callWithoutReply(Target target, Call request) {
        if (target.isConnected()) {
            GuardedCall guarded = new GuardedCall(target, request);
            if (guarded.isSetAside()) {
                throw new RequestException(request.id(), ErrorCode.BAD_REQUEST, guarded.refusal());
            }
            try {
                guarded.sent();
                target.connection().callWithoutAnswer(request.method(), request.args());
            } catch (RtmpClientException fault) {
                throw new RequestException(
                        request.id(), ErrorCode.BAD_REQUEST, "args: " + fault.text());
            }
        }
    }

    private static void checkRoom(Target target, Call request) {
        if (target.isConnected() && !target.connection().hasRoomForCalls()) {
            throw new RequestException(
                    request.id(),
                    ErrorCode.TOO_MANY,
                    "too many calls already wait for server " + target.number(),
                    true);
        }
    }

    private Uni<ServerResponse> call(Target target, Call request, int maxChars) {
        if (!target.isConnected()) {
            return Uni.createFrom().item(lost(target, "not connected"));
        }
        GuardedCall guarded = new GuardedCall(target, request);
        if (guarded.isSetAside()) {
            return Uni.createFrom().item(failed(target, guarded.refusal()));
        }
        guarded.sent();
        waiting.merge(target, 1, Integer::sum);
        return target.connection()
                .call(request.method(), request.args(), request.timeout())
                .onTermination()
                .invoke(() -> waiting.computeIfPresent(target, (_, n) -> n == 1 ? null : n - 1))
                .invoke(guarded::answered)
                .map(answer -> answer(target, answer))
                .map(answer -> within(maxChars, target, answer))
                .onFailure(RtmpClientException.class)
                .recoverWithItem(fault -> failed(target, fault))
                .onFailure()
                .recoverWithItem(unexpected -> broken(target, unexpected));
    }

    /** Call with the guard of its server, which knows whether the server hangs up on it. */
    private record GuardedCall(WriteGuard guard, WriteSubject.Call subject, Set<AmfKind> kinds) {

        GuardedCall(Target target, Call request) {
            this(
                    target.guard(),
                    new WriteSubject.Call(request.method()),
                    AmfKind.of(request.args()));
        }

        boolean isSetAside() {
            return guard.verdict(subject, kinds) == WriteVerdict.NEVER;
        }

        String refusal() {
            return subject.description()
                    + " is no longer sent to this server, which closed the connection after each"
                    + " attempt";
        }

        void sent() {
            guard.sent(subject, kinds);
        }

        void answered() {
            guard.answered(subject);
        }
    }

    private static ServerResponse answer(Target target, CallResponse answer) {
        return switch (answer) {
            case CallResponse.Result(AmfValue value) ->
                    new ServerResponse(target.number(), Outcome.RESULT, value, null);
            case CallResponse.Failed(AmfValue info) ->
                    new ServerResponse(
                            target.number(),
                            Outcome.ERROR,
                            target.server().sharesValues() ? info : null,
                            description(info));
        };
    }

    private static String description(AmfValue info) {
        return info instanceof AmfObject object
                        && object.properties().get("description") instanceof AmfString(String text)
                ? text
                : FAILED;
    }

    private static ServerResponse failed(Target target, RtmpClientException fault) {
        return switch (fault.kind()) {
            case TIMEOUT ->
                    new ServerResponse(target.number(), Outcome.TIMEOUT, null, fault.text());
            case TOO_MANY_CALLS, UNWRITABLE, UNREADABLE -> failed(target, target.describe(fault));
            case DNS, UNREACHABLE, TLS, TLS_LOST, LOST, PROTOCOL ->
                    lost(target, target.describe(fault));
            case REFUSED, HUNG_UP, ADDRESS_NOT_ALLOWED -> lost(target, target.describe(fault));
        };
    }

    /** Closes the connection of a server whose response cannot be handled. */
    private static ServerResponse broken(Target target, Throwable unexpected) {
        target.failed(unexpected);
        return lost(target, "the server sent a response that this gateway cannot handle");
    }

    private static ServerResponse lost(Target target, String text) {
        return new ServerResponse(target.number(), Outcome.LOST, null, text);
    }

    /**
     * Replaces a response that exceeds the limits by an error: it must not fill the client's send
     * buffer, which would end the session.
     */
    private static ServerResponse within(int maxChars, Target target, ServerResponse answer) {
        Result alone = new Result(0, new Fields.Responses(List.of(answer)));
        int chars = GatewayMessageWriter.write(alone).length();
        String size = "a response of " + chars + " characters of JSON, ";
        if (chars > maxChars) {
            return failed(target, size + "limit " + maxChars);
        }
        return target.events().budget().takeResponse(chars, System.nanoTime())
                ? answer
                : failed(target, size + "which exceeds the server's limit of events a second");
    }

    private static ServerResponse failed(Target target, String text) {
        return new ServerResponse(target.number(), Outcome.ERROR, null, text);
    }

    /** Collects all responses in the order of the servers, or the first result alone. */
    private Uni<List<ServerResponse>> collect(List<Uni<ServerResponse>> answers, boolean first) {
        return Uni.createFrom()
                .emitter(
                        emitter -> {
                            List<ServerResponse> received = new ArrayList<>();
                            List<Cancellable> waiting = new ArrayList<>();
                            AtomicLong held = new AtomicLong();
                            emitter.onTermination(
                                    () -> {
                                        waiting.forEach(Cancellable::cancel);
                                        memory.give(MemoryKind.CALLS, held.getAndSet(0));
                                    });
                            for (Uni<ServerResponse> each : answers) {
                                waiting.add(
                                        each.subscribe()
                                                .with(
                                                        answer -> {
                                                            received.add(answer);
                                                            held.addAndGet(take(answer));
                                                            List<ServerResponse> done =
                                                                    done(
                                                                            received,
                                                                            answers.size(),
                                                                            first);
                                                            if (done != null) {
                                                                emitter.complete(done);
                                                            }
                                                        },
                                                        emitter::fail));
                            }
                        });
    }

    /** Charges the memory of a response that waits for the others; returns the bytes. */
    private long take(ServerResponse answer) {
        long heap =
                HeapSize.ELEMENT + (answer.value() == null ? 0 : AmfHeapSize.of(answer.value()));
        memory.take(MemoryKind.CALLS, heap);
        return heap;
    }

    /** Returns the result of the call; null while responses are missing. */
    private static @Nullable List<ServerResponse> done(
            List<ServerResponse> received, int all, boolean first) {
        if (first && received.getLast().outcome() == Outcome.RESULT) {
            return List.of(received.getLast());
        }
        return received.size() < all
                ? null
                : received.stream()
                        .sorted(Comparator.comparingInt(ServerResponse::server))
                        .toList();
    }

    @Override
    public boolean uses(Target target) {
        return waiting.containsKey(target);
    }

    @Override
    public void join(Target target) {}

    @Override
    public void leave(Target target) {}

    @Override
    public void close() {}
}
