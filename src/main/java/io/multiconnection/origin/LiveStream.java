package io.multiconnection.origin;

import io.multiconnection.rtmp.server.ServerNetStatus;
import io.multiconnection.rtmp.server.ServerPlayRequest;
import io.multiconnection.rtmp.server.ServerPublishRequest;
import io.multiconnection.rtmp.server.ServerStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A stream by its name: one publisher at a time, and the players, who may be there before it and
 * stay after it.
 */
final class LiveStream {

    private final String app;
    private final String name;
    private final Runnable changed;
    private final List<LivePlayer> players = new ArrayList<>();
    private Broadcast broadcast = new Broadcast(this);
    private long dropped;

    /**
     * A stream that nobody publishes yet.
     *
     * @param changed run when something about the stream has changed
     */
    LiveStream(String app, String name, Runnable changed) {
        this.app = app;
        this.name = name;
        this.changed = changed;
    }

    /** Whether nobody publishes or plays it. */
    boolean isIdle() {
        return !broadcast.isLive() && players.isEmpty();
    }

    StreamInfo info() {
        long nowDropped = players.stream().mapToLong(LivePlayer::dropped).sum();
        return broadcast.info(app, name, players.size(), dropped + nowDropped);
    }

    /** The one going on, or the last one. */
    Broadcast broadcast() {
        return broadcast;
    }

    /** Whether somebody publishes it. */
    boolean isLive() {
        return broadcast.isLive();
    }

    /**
     * Lets a client publish, or refuses.
     *
     * @param tape begins to record once the client publishes; empty where it only goes live
     */
    void publish(ServerPublishRequest request, Supplier<Optional<StreamRecording>> tape) {
        if (broadcast.isLive()) {
            request.refuse(
                    ServerNetStatus.error(
                            "NetStream.Publish.BadName", name + " is already being published."));
            return;
        }
        Broadcast next = new Broadcast(this);
        if (request.accept(next)) {
            broadcast = next;
            broadcast.begin();
            tape.get().ifPresent(broadcast::record);
            tellPlayers("NetStream.Play.PublishNotify", name + " is now published.");
            changed.run();
        }
    }

    String name() {
        return name;
    }

    void play(ServerStream client, ServerPlayRequest request, Scheduler time) {
        LivePlayer player = new LivePlayer(client, this, request.length().orElse(-1), time);
        if (request.accept(player)) {
            players.add(player);
            changed.run();
        }
    }

    /** Hands a frame to all players; borrows it. */
    void send(LiveFrame frame) {
        boolean isAnyOver = false;
        for (LivePlayer player : players) {
            player.offer(frame);
            isAnyOver |= player.isOver();
        }
        if (isAnyOver) {
            players.stream().filter(LivePlayer::isOver).toList().forEach(this::leave);
        }
        changed.run();
    }

    /** The publisher has ended. */
    void unpublished() {
        players.forEach(LivePlayer::unpublished);
        tellPlayers("NetStream.Play.UnpublishNotify", name + " is now unpublished.");
        changed.run();
    }

    void leave(LivePlayer player) {
        if (players.remove(player)) {
            dropped += player.dropped();
            changed.run();
        }
    }

    private void tellPlayers(String code, String description) {
        players.forEach(player -> player.tell(ServerNetStatus.status(code, description)));
    }
}
