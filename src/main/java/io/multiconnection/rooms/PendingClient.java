package io.multiconnection.rooms;

import io.multiconnection.gateway.Admission.Place;
import io.multiconnection.gateway.Admission.Rejection;
import io.multiconnection.gateway.Admission.Visitor;
import io.multiconnection.log.LogSubject;
import io.multiconnection.protocol.Request.ConnectToRoom;
import io.multiconnection.protocol.Request.RoomRef;
import io.multiconnection.protocol.WaitReason;
import io.multiconnection.rooms.AdmissionDecision.Outcome;
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
 * Client that is neither accepted nor rejected yet. It is decided once, and its own session is
 * notified. Lives on the lobby's event loop.
 */
final class PendingClient {

    /** State of the admission. */
    enum Admitting {
        REQUESTED,
        HELD,
        ADMITTED
    }

    private final String id = UUID.randomUUID().toString();
    private final Instant since = Instant.now();
    private final String session;
    private final ConnectToRoom request;
    private final RoomDirectory directory;
    private final EventLoop clientLoop;
    private final Visitor visitor;
    private final CompletableFuture<AdmissionDecision> decision = new CompletableFuture<>();
    private Admitting admitting = Admitting.REQUESTED;
    private RoomRef room;
    private @Nullable WaitReason notified;
    private boolean queued;
    private final List<Runnable> onDecision = new ArrayList<>();

    PendingClient(
            String session,
            ConnectToRoom request,
            RoomDirectory directory,
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

    /** Returns the subject of log lines about the client. */
    LogSubject subject() {
        return new LogSubject(session, null, null);
    }

    /** Returns the time that the client has to connect once it has a place. */
    Duration connectTimeout() {
        return request.connect().timeout();
    }

    RoomDirectory directory() {
        return directory;
    }

    /** Returns the requested room, or the one that the admission has chosen. */
    RoomRef room() {
        return room;
    }

    AdmissionHook.AdmissionRequest question() {
        return new AdmissionHook.AdmissionRequest(
                id, session, directory.config().name(), request.wish());
    }

    Admitting admitting() {
        return admitting;
    }

    /** Admits the client. */
    void admit(@Nullable String instead) {
        admitting = Admitting.ADMITTED;
        if (instead != null) {
            room = new RoomRef.Room(instead);
        }
    }

    /** Leaves the decision to an operator. */
    void hold() {
        admitting = Admitting.HELD;
    }

    /** Cancels a timer when the client is decided. */
    void cancelOnDecision(Future<?> timer) {
        onDecision.add(() -> timer.cancel(false));
    }

    /** Cancels a request when the client is decided. */
    void cancelOnDecision(Cancellable answer) {
        onDecision.add(answer::cancel);
    }

    /** Marks the client as queued for a place; returns whether it was not queued before. */
    boolean enqueues() {
        boolean first = !queued;
        queued = true;
        return first;
    }

    boolean isDecided() {
        return decision.isDone();
    }

    /** Returns the future decision. */
    CompletableFuture<AdmissionDecision> decision() {
        return decision;
    }

    /** Returns the condition that the client waits for. */
    WaitReason waitsFor() {
        if (directory.state() == DirectoryInfo.State.WAITING) {
            return WaitReason.DIRECTORY;
        }
        return switch (admitting) {
            case REQUESTED -> WaitReason.ADMISSION;
            case HELD -> WaitReason.OPERATOR;
            case ADMITTED -> WaitReason.PLACE;
        };
    }

    /** Notifies the client what it waits for, unless it knows already. */
    void notifyWaiting(WaitReason what) {
        if (notified != what) {
            notified = what;
            onClientLoop(() -> visitor.waits(id, what));
        }
    }

    void accept(Place place) {
        decide(new AdmissionDecision(id, Outcome.ACCEPTED, place.room(), null, null));
        if (!onClientLoop(() -> visitor.accepted(place))) {
            place.giveBack();
        }
    }

    void reject(Rejection rejection) {
        String reason = rejection.reason().wireName();
        decide(new AdmissionDecision(id, Outcome.REJECTED, null, reason, rejection.text()));
        onClientLoop(() -> visitor.rejected(rejection));
    }

    /** Records that the client has left. */
    void leave() {
        decide(AdmissionDecision.of(id, Outcome.LEFT));
    }

    private void decide(AdmissionDecision decided) {
        decision.complete(decided);
        onDecision.forEach(Runnable::run);
    }

    /** Runs a task on the client's event loop; returns false if the loop was shut down. */
    private boolean onClientLoop(Runnable task) {
        try {
            clientLoop.execute(task);
            return true;
        } catch (RejectedExecutionException _) {
            return false;
        }
    }

    /** Returns the client's entry in the operators' API. */
    PendingInfo info() {
        return new PendingInfo(
                id,
                session,
                directory.config().name(),
                room instanceof RoomRef.Room(String asked) ? asked : null,
                room instanceof RoomRef.Group(String asked) ? asked : null,
                request.wish().user(),
                since,
                waitsFor().wireName());
    }
}
