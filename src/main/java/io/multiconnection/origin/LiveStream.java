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
 * Live stream of a name: one publisher at a time, and the players, which may join before the
 * publisher and stay after it.
 */
final class LiveStream implements LivePublication.Listener {

    private final String app;
    private final String name;
    private final Runnable changed;
    private final List<LivePlayer> players = new ArrayList<>();
    private LivePublication publication = new LivePublication(this);
    private long dropped;

    /**
     * Creates a stream without a publisher.
     *
     * @param changed called when the stream's state has changed
     */
    LiveStream(String app, String name, Runnable changed) {
        this.app = app;
        this.name = name;
        this.changed = changed;
    }

    /** Returns whether the stream has neither a publisher nor players. */
    boolean isIdle() {
        return !publication.isLive() && players.isEmpty();
    }

    StreamInfo info() {
        long nowDropped = players.stream().mapToLong(LivePlayer::dropped).sum();
        return publication.info(app, name, players.size(), dropped + nowDropped);
    }

    /** Returns whether the stream has a publisher. */
    boolean isLive() {
        return publication.isLive();
    }

    /**
     * Accepts a publisher, or refuses it.
     *
     * @param recording starts the recording once the client publishes; empty if it is not recorded
     */
    void publish(ServerPublishRequest request, Supplier<Optional<StreamRecording>> recording) {
        if (publication.isLive()) {
            request.refuse(
                    ServerNetStatus.error(
                            "NetStream.Publish.BadName", name + " is already being published."));
            return;
        }
        LivePublication next = new LivePublication(this);
        if (request.accept(next)) {
            publication = next;
            publication.start();
            recording.get().ifPresent(publication::record);
            notifyPlayers("NetStream.Play.PublishNotify", name + " is now published.");
            changed.run();
        }
    }

    void play(ServerStream client, ServerPlayRequest request, Scheduler scheduler) {
        LivePlayer player =
                new LivePlayer(
                        client,
                        name,
                        () -> publication,
                        request.length().orElse(-1),
                        scheduler,
                        this::leave);
        if (request.accept(player)) {
            players.add(player);
            changed.run();
        }
    }

    @Override
    public void onFrame(LiveFrame frame) {
        boolean hasEnded = false;
        for (LivePlayer player : players) {
            player.offer(frame);
            hasEnded |= player.hasEnded();
        }
        if (hasEnded) {
            players.stream().filter(LivePlayer::hasEnded).toList().forEach(this::leave);
        }
        changed.run();
    }

    @Override
    public void onUnpublished() {
        players.forEach(LivePlayer::unpublished);
        notifyPlayers("NetStream.Play.UnpublishNotify", name + " is now unpublished.");
        changed.run();
    }

    private void leave(LivePlayer player) {
        if (players.remove(player)) {
            dropped += player.dropped();
            changed.run();
        }
    }

    private void notifyPlayers(String code, String description) {
        players.forEach(player -> player.sendStatus(ServerNetStatus.status(code, description)));
    }
}
