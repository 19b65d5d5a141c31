package io.multiconnection.rooms;

import io.multiconnection.gateway.Admission.Place;
import io.multiconnection.gateway.Admission.Rejection;
import io.multiconnection.gateway.Admission.Visitor;
import io.multiconnection.protocol.Request.ConnectToRoom;
import io.multiconnection.protocol.Request.RoomRef;
import io.multiconnection.protocol.WaitReason;
import io.multiconnection.rooms.Decision.Outcome;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A client that is neither accepted nor rejected yet. Whatever is decided about it goes to its own
 * session, and is decided once. Lives on the lobby's event loop.
 */
final class PendingClient {

    /** Who says whether it may come in. */
    enum Admitting {
        ASKED,
        HELD,
        ADMITTED
    }

    private final String id = UUID.randomUUID().toString();
    private final Instant since = Instant.now();
    private final String session;
    private final ConnectToRoom request;
    private final Directory directory;
    private final EventLoop clientLoop;
    private final Visitor visitor;
    private final CompletableFuture<Decision> decision = new CompletableFuture<>();
    private Admitting admitting = Admitting.ASKED;
    private RoomRef room;
    private @Nullable WaitReason told;
    private boolean inLine;
    private final List<Runnable> ends = new ArrayList<>();

    PendingClient(
            String session,
            ConnectToRoom request,
            Directory directory,
            EventLoop clientLoop,
            Visitor visitor) {
        this.session = session;
        this.request = request;
        this.directory = directory;
        this.clientLoop = clientLoop;
        this.visitor = visitor;
        this.room = request.wish().room();
    }

    String id() {
        return id;
    }

    /** How long it may take to connect once it has a place. */
    Duration connectTimeout() {
        return request.connect().timeout();
    }

    Directory directory() {
        return directory;
    }

    /** What it asks for, or was sent to by who admitted it. */
    RoomRef room() {
        return room;
    }

    AdmissionHook.Question question() {
        return new AdmissionHook.Question(id, session, directory.rules().name(), request.wish());
    }

    Admitting admitting() {
        return admitting;
    }

    /** It may come in. */
    void admit(@Nullable String instead) {
        admitting = Admitting.ADMITTED;
        if (instead != null) {
            room = new RoomRef.Room(instead);
        }
    }

    /** An operator decides. */
    void hold() {
        admitting = Admitting.HELD;
    }

    /** Waits for a timer only until it is decided. */
    void until(Future<?> timer) {
        ends.add(() -> timer.cancel(false));
    }

    /** Waits for an answer only until it is decided. */
    void until(Cancellable answer) {
        ends.add(answer::cancel);
    }

    /** It lines up for a place; true once. */
    boolean linesUp() {
        boolean first = !inLine;
        inLine = true;
        return first;
    }

    boolean isDecided() {
        return decision.isDone();
    }

    /** What becomes of it; fails if it leaves before. */
    CompletableFuture<Decision> decision() {
        return decision;
    }

    /** What it waits for before it can have a place. */
    WaitReason waitsFor() {
        if (directory.state() == DirectoryInfo.State.WAITING) {
            return WaitReason.DIRECTORY;
        }
        return switch (admitting) {
            case ASKED -> WaitReason.ADMISSION;
            case HELD -> WaitReason.OPERATOR;
            case ADMITTED -> WaitReason.PLACE;
        };
    }

    /** Tells the client what it waits for, unless it knows. */
    void tell(WaitReason what) {
        if (told != what) {
            told = what;
            onItsLoop(() -> visitor.waits(id, what));
        }
    }

    void accept(Place place) {
        decide(new Decision(id, Outcome.ACCEPTED, place.room(), null, null));
        if (!onItsLoop(() -> visitor.accepted(place))) {
            place.giveBack();
        }
    }

    void reject(Rejection rejection) {
        String reason = rejection.reason().wireName();
        decide(new Decision(id, Outcome.REJECTED, null, reason, rejection.text()));
        onItsLoop(() -> visitor.rejected(rejection));
    }

    /** The client is gone. */
    void leave() {
        decide(Decision.of(id, Outcome.LEFT));
    }

    private void decide(Decision decided) {
        decision.complete(decided);
        ends.forEach(Runnable::run);
    }

    /** False if the loop runs no more, with all that was on it. */
    private boolean onItsLoop(Runnable task) {
        try {
            clientLoop.execute(task);
            return true;
        } catch (RejectedExecutionException _) {
            return false;
        }
    }

    /** As an operator sees it. */
    PendingInfo info() {
        return new PendingInfo(
                id,
                session,
                directory.rules().name(),
                room instanceof RoomRef.Room(String asked) ? asked : null,
                room instanceof RoomRef.Group(String asked) ? asked : null,
                request.wish().user(),
                since,
                waitsFor().wireName());
    }
}
