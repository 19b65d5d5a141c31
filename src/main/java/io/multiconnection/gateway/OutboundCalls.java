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
import io.multiconnection.protocol.GatewayMessage.Answer;
import io.multiconnection.protocol.GatewayMessage.Answer.Outcome;
import io.multiconnection.protocol.GatewayMessage.Result;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.GatewayMessageWriter;
import io.multiconnection.protocol.Request.Call;
import io.multiconnection.protocol.Request.On;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.rtmp.client.CallAnswer;
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

/** The page's calls of methods on its servers. Lives on its session's event loop. */
final class OutboundCalls implements ServerObserver {

    private static final String FAILED = "the server answered with an error";

    private final ServerList servers;
    private final SessionLimits limits;
    private final MemoryAccount memory;
    private final Map<Target, Integer> waiting = new HashMap<>();

    OutboundCalls(ServerList servers, SessionLimits limits, MemoryAccount memory) {
        this.servers = servers;
        this.limits = limits;
        this.memory = memory;
    }

    /** Calls a method; done when there is an answer of every server, or the first result. */
    Uni<Fields> call(Call request) {
        servers.checkConnected(request);
        return servers.ready(request).chain(() -> callNow(request));
    }

    private Uni<Fields> callNow(Call request) {
        servers.checkConnected(request);
        List<Target> targets =
                request.on() instanceof On.Server(int number)
                        ? List.of(servers.target(request, number))
                        : servers.targets();
        targets.forEach(target -> checkRoom(target, request));
        if (!request.reply()) {
            targets.forEach(target -> tell(target, request));
            return Uni.createFrom().item(new Fields.Answers(List.of()));
        }
        int maxChars = limits.buffers().unreadBytes() / 2 / targets.size();
        List<Uni<Answer>> answers =
                targets.stream().map(target -> ask(target, request, maxChars)).toList();
        return collect(answers, request.on() instanceof On.First).map(Fields.Answers::new);
    }

    private static void tell(Target target, Call request) {
        if (target.isConnected()) {
            Sending sending = new Sending(target, request);
            if (sending.isSetAside()) {
                throw new RequestException(request.id(), ErrorCode.BAD_REQUEST, sending.refusal());
            }
            try {
                sending.sent();
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
                    "as many calls wait for server " + target.number() + " as are allowed already",
                    true);
        }
    }

    private Uni<Answer> ask(Target target, Call request, int maxChars) {
        if (!target.isConnected()) {
            return Uni.createFrom().item(lost(target, "not connected"));
        }
        Sending sending = new Sending(target, request);
        if (sending.isSetAside()) {
            return Uni.createFrom().item(failed(target, sending.refusal()));
        }
        sending.sent();
        waiting.merge(target, 1, Integer::sum);
        return target.connection()
                .call(request.method(), request.args(), request.timeout())
                .onTermination()
                .invoke(() -> waiting.computeIfPresent(target, (_, n) -> n == 1 ? null : n - 1))
                .invoke(sending::answered)
                .map(answer -> answer(target, answer))
                .map(answer -> within(maxChars, target, answer))
                .onFailure(RtmpClientException.class)
                .recoverWithItem(fault -> failed(target, fault))
                .onFailure()
                .recoverWithItem(unexpected -> broken(target, unexpected));
    }

    /** A call, as the guard of its server knows it. */
    private record Sending(WriteGuard guard, WriteSubject.Call subject, Set<AmfKind> kinds) {

        Sending(Target target, Call request) {
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
                    + " is no longer sent to this server, which has ended the connection right"
                    + " after it each time";
        }

        void sent() {
            guard.sent(subject, kinds);
        }

        void answered() {
            guard.answered(subject);
        }
    }

    private static Answer answer(Target target, CallAnswer answer) {
        return switch (answer) {
            case CallAnswer.Result(AmfValue value) ->
                    new Answer(target.number(), Outcome.RESULT, value, null);
            case CallAnswer.Failed(AmfValue info) ->
                    new Answer(
                            target.number(),
                            Outcome.ERROR,
                            target.server().sharesValues() ? info : null,
                            description(info));
        };
    }

    private static String description(AmfValue info) {
        return info instanceof AmfObject object
                        && object.properties().get("description") instanceof AmfString(String words)
                ? words
                : FAILED;
    }

    private static Answer failed(Target target, RtmpClientException fault) {
        return switch (fault.kind()) {
            case TIMEOUT -> new Answer(target.number(), Outcome.TIMEOUT, null, fault.text());
            case TOO_MANY_CALLS, UNWRITABLE, UNREADABLE -> failed(target, target.describe(fault));
            case DNS, UNREACHABLE, TLS, TLS_LOST, LOST, PROTOCOL ->
                    lost(target, target.describe(fault));
            case REFUSED, HUNG_UP, ADDRESS_NOT_ALLOWED -> lost(target, target.describe(fault));
        };
    }

    /** An answer that cannot be told is its server's fault, and ends that server's connection. */
    private static Answer broken(Target target, Throwable unexpected) {
        target.failed(unexpected);
        return lost(target, "the server sent an answer that this gateway cannot handle");
    }

    private static Answer lost(Target target, String text) {
        return new Answer(target.number(), Outcome.LOST, null, text);
    }

    /** An answer that would fill what may wait for the page is not worth the session. */
    private static Answer within(int maxChars, Target target, Answer answer) {
        Result alone = new Result(0, new Fields.Answers(List.of(answer)));
        int chars = GatewayMessageWriter.write(alone).length();
        String words = "an answer of " + chars + " characters of JSON, ";
        if (chars > maxChars) {
            return failed(target, words + "limit " + maxChars);
        }
        return target.events().budget().takeResponse(chars, System.nanoTime())
                ? answer
                : failed(target, words + "more than the client can be told in a second");
    }

    private static Answer failed(Target target, String text) {
        return new Answer(target.number(), Outcome.ERROR, null, text);
    }

    /** All of them, in their order; or the first result alone, if there is one. */
    private Uni<List<Answer>> collect(List<Uni<Answer>> answers, boolean first) {
        return Uni.createFrom()
                .emitter(
                        emitter -> {
                            List<Answer> came = new ArrayList<>();
                            List<Cancellable> waiting = new ArrayList<>();
                            AtomicLong held = new AtomicLong();
                            emitter.onTermination(
                                    () -> {
                                        waiting.forEach(Cancellable::cancel);
                                        memory.give(MemoryKind.CALLS, held.getAndSet(0));
                                    });
                            for (Uni<Answer> each : answers) {
                                waiting.add(
                                        each.subscribe()
                                                .with(
                                                        answer -> {
                                                            came.add(answer);
                                                            held.addAndGet(take(answer));
                                                            List<Answer> done =
                                                                    done(
                                                                            came,
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

    /** Takes the memory of an answer that waits for the others; returns how much. */
    private long take(Answer answer) {
        long heap =
                HeapSize.ELEMENT + (answer.value() == null ? 0 : AmfHeapSize.of(answer.value()));
        memory.take(MemoryKind.CALLS, heap);
        return heap;
    }

    /** What the call ends with; null as long as it has to wait. */
    private static @Nullable List<Answer> done(List<Answer> came, int all, boolean first) {
        if (first && came.getLast().outcome() == Outcome.RESULT) {
            return List.of(came.getLast());
        }
        return came.size() < all
                ? null
                : came.stream().sorted(Comparator.comparingInt(Answer::server)).toList();
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
