package io.multiconnection.rtmp.server;

import io.multiconnection.amf.AmfBoolean;
import io.multiconnection.amf.AmfString;
import io.multiconnection.rtmp.MessagePayload.Abort;
import io.multiconnection.rtmp.MessagePayload.Acknowledgement;
import io.multiconnection.rtmp.MessagePayload.Aggregate;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.SetChunkSize;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.MessagePayload.Unknown;
import io.multiconnection.rtmp.MessagePayload.Unreadable;
import io.multiconnection.rtmp.MessagePayload.UnreadableCommand;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.MessagePayload.WindowAcknowledgementSize;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.SharedMedia;
import io.multiconnection.rtmp.UserControl;
import io.multiconnection.rtmp.UserControl.StreamBegin;
import io.multiconnection.rtmp.UserControl.StreamEof;
import io.multiconnection.rtmp.UserControl.StreamIsRecorded;
import java.util.List;

/**
 * Message stream of a connection (section 7.2.2). Confined to the connection's event loop.
 *
 * <pre>
 * IDLE --publish, play--> REQUESTED --accepted--> PUBLISHING or PLAYING
 * any --closeStream, refused--> IDLE
 * any --deleteStream, connection ended--> DELETED
 * </pre>
 *
 * <p>As in Flash, a request to publish or play ends the previous use.
 */
public final class ServerStream {

    /** Receives the requests of the client. Called on the connection's event loop. */
    interface Requests {

        void publish(ServerStream stream, ServerPublishRequest request);

        void play(ServerStream stream, ServerPlayRequest request);
    }

    /** Use of the stream. */
    private sealed interface Activity {

        record Idle() implements Activity {}

        /** Waits for the decision about {@code request}, which identifies a late decision. */
        record Requested(Object request) implements Activity {}

        record Publishing(String name, ServerPublication publication) implements Activity {}

        record Playing(String name, ServerPlayback playback) implements Activity {}

        record Deleted() implements Activity {}
    }

    private static final Activity IDLE = new Activity.Idle();

    private final ServerOutput output;
    private final int id;
    private final Requests requests;
    private final Decisions decision = new Decisions();
    private Activity activity = IDLE;
    private int bufferLength;

    ServerStream(ServerOutput output, int id, Requests requests) {
        this.output = output;
        this.id = id;
        this.requests = requests;
    }

    /** Returns the application that the client connected to. */
    public String app() {
        return output.app();
    }

    /**
     * Runs {@code task} once the client has read enough for more to be written, as {@link
     * ServerConnection#whenWritable} does.
     */
    public void whenWritable(Runnable task) {
        output.whenWritable(task);
    }

    /** Sends a status of the stream; ignored after the stream's deletion. */
    public void tell(ServerNetStatus status) {
        if (!(activity instanceof Activity.Deleted)) {
            output.status(id, status);
        }
    }

    /** Sends the end of the played media (section 7.1.7, Stream EOF). */
    public void tellEnd() {
        output.send(0, new StreamEof(id));
    }

    /**
     * Returns the length of the client's buffer (section 7.1.7, Set Buffer Length); {@link
     * ServerPlayback#bufferLength} receives changes.
     *
     * @return milliseconds, unsigned; 0 if the client has not sent it
     */
    public int bufferLength() {
        return bufferLength;
    }

    void bufferLength(int milliseconds) {
        bufferLength = milliseconds;
        if (activity instanceof Activity.Playing(_, ServerPlayback playback)) {
            playback.bufferLength(milliseconds);
        }
    }

    /**
     * Returns whether media may be written. Media that is written anyway waits in memory, so drop
     * it instead.
     */
    public boolean isWritable() {
        return output.channel().isWritable();
    }

    /** Writes media, and owns the reference it is given. {@link #flush} sends it. */
    public void write(SharedMedia media) {
        var _ = output.channel().write(media.on(id));
    }

    /** Sends the media written so far. */
    public void flush() {
        var _ = output.channel().flush();
    }

    /** Receives a message that is not a command; borrows it. Ignored unless it is media. */
    void received(RtmpMessage message) {
        if (activity instanceof Activity.Publishing(_, ServerPublication publication)) {
            switch (message.payload()) {
                case Audio audio -> publication.audio(message.timestamp(), audio);
                case Video video -> publication.video(message.timestamp(), video);
                case Data data -> publication.data(message.timestamp(), data);
                case SetChunkSize _, Abort _, Acknowledgement _, UserControl _ -> {}
                case WindowAcknowledgementSize _, SetPeerBandwidth _ -> {}
                case Command _, SharedObjectMessage _, Aggregate _, Unknown _ -> {}
                case Unreadable _, UnreadableCommand _ -> {}
            }
        }
    }

    /** Receives a command; returns false if it is not a command of streams. */
    boolean received(Command command) {
        CommandArguments arguments = new CommandArguments(command.arguments());
        switch (command.name()) {
            case "publish" -> publish(arguments);
            case "play" -> play(arguments);
            case "pause", "pauseRaw" -> pause(arguments.flag(0, true));
            case "seek" -> seek(arguments.number(0, Double.NaN));
            case "receiveAudio" -> receiveAudio(arguments.flag(0, true));
            case "receiveVideo" -> receiveVideo(arguments.flag(0, true));
            case "closeStream" -> stop(IDLE);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void publish(CommandArguments arguments) {
        stop(IDLE);
        // NetStream.publish(false) ends publishing.
        if (arguments.values().isEmpty() || arguments.values().getFirst() instanceof AmfBoolean) {
            return;
        }
        ServerPublishRequest request =
                new ServerPublishRequest(
                        decision, arguments.text(0, ""), arguments.text(1, "live"));
        activity = new Activity.Requested(request);
        requests.publish(this, request);
    }

    private void play(CommandArguments arguments) {
        stop(IDLE);
        ServerPlayRequest request =
                new ServerPlayRequest(
                        decision,
                        arguments.text(0, ""),
                        arguments.number(1, -2),
                        arguments.number(2, -1),
                        arguments.flag(3, true));
        activity = new Activity.Requested(request);
        requests.play(this, request);
    }

    /** Decisions of the application about requests of this stream. */
    private final class Decisions
            implements ServerPublishRequest.Decision, ServerPlayRequest.Decision {

        @Override
        public boolean accept(ServerPublishRequest request, ServerPublication publication) {
            if (!isPending(request)) {
                return false;
            }
            activity = new Activity.Publishing(request.name(), publication);
            output.send(0, new StreamBegin(id));
            tell(
                    ServerNetStatus.status(
                            "NetStream.Publish.Start", request.name() + " is now published."));
            return true;
        }

        @Override
        public boolean acceptRecorded(ServerPlayRequest request, ServerPlayback playback) {
            if (isPending(request)) {
                output.send(0, new StreamIsRecorded(id));
            }
            return accept(request, playback);
        }

        @Override
        public boolean accept(ServerPlayRequest request, ServerPlayback playback) {
            if (!isPending(request)) {
                return false;
            }
            activity = new Activity.Playing(request.name(), playback);
            output.send(0, new StreamBegin(id));
            if (request.reset()) {
                tell(
                        ServerNetStatus.status(
                                "NetStream.Play.Reset",
                                "Playing and resetting " + request.name() + "."));
            }
            tell(
                    ServerNetStatus.status(
                            "NetStream.Play.Start", "Started playing " + request.name() + "."));
            AmfBoolean allowed = new AmfBoolean(true);
            output.send(
                    id,
                    new Data(
                            List.of(new AmfString("|RtmpSampleAccess"), allowed, allowed),
                            output.encoding()));
            return true;
        }

        @Override
        public void refuse(ServerPublishRequest request, ServerNetStatus why) {
            refusePending(request, why);
        }

        @Override
        public void refuse(ServerPlayRequest request, ServerNetStatus why) {
            refusePending(request, why);
        }
    }

    private void refusePending(Object request, ServerNetStatus why) {
        if (isPending(request)) {
            activity = IDLE;
            tell(why);
        }
    }

    private boolean isPending(Object request) {
        return activity instanceof Activity.Requested(Object pending) && pending.equals(request);
    }

    private void pause(boolean paused) {
        if (activity instanceof Activity.Playing(String name, ServerPlayback playback)) {
            tell(
                    paused
                            ? ServerNetStatus.status(
                                    "NetStream.Pause.Notify", "Pausing " + name + ".")
                            : ServerNetStatus.status(
                                    "NetStream.Unpause.Notify", "Unpausing " + name + "."));
            playback.pause(paused);
        }
    }

    private void seek(double position) {
        if (activity instanceof Activity.Playing(_, ServerPlayback playback)) {
            playback.seek(position);
        } else {
            tell(ServerNetStatus.error("NetStream.Seek.Failed", "Nothing is played."));
        }
    }

    private void receiveAudio(boolean wanted) {
        if (activity instanceof Activity.Playing(String name, ServerPlayback playback)) {
            tellReceive(name, wanted);
            playback.receiveAudio(wanted);
        }
    }

    private void receiveVideo(boolean wanted) {
        if (activity instanceof Activity.Playing(String name, ServerPlayback playback)) {
            tellReceive(name, wanted);
            playback.receiveVideo(wanted);
        }
    }

    /**
     * Responds to a client that switches media on (sections 7.2.2.4 and 7.2.2.5); there is no
     * response otherwise.
     */
    private void tellReceive(String name, boolean wanted) {
        if (wanted) {
            tell(ServerNetStatus.status("NetStream.Seek.Notify", name + " goes on."));
            tell(ServerNetStatus.status("NetStream.Play.Start", "Started playing " + name + "."));
        }
    }

    /** Ends the use of the stream because the client deletes it or the connection ends. */
    void delete() {
        end(new Activity.Deleted());
    }

    /** Ends the current use and notifies the client. */
    private void stop(Activity next) {
        switch (activity) {
            case Activity.Publishing(String name, _) ->
                    tell(
                            ServerNetStatus.status(
                                    "NetStream.Unpublish.Success", name + " is now unpublished."));
            case Activity.Playing(String name, _) ->
                    tell(
                            ServerNetStatus.status(
                                    "NetStream.Play.Stop", "Stopped playing " + name + "."));
            case Activity.Idle _, Activity.Requested _, Activity.Deleted _ -> {}
        }
        end(next);
    }

    private void end(Activity next) {
        Activity ended = activity;
        activity = next;
        switch (ended) {
            case Activity.Publishing(_, ServerPublication publication) -> publication.ended();
            case Activity.Playing(_, ServerPlayback playback) -> playback.ended();
            case Activity.Idle _, Activity.Requested _, Activity.Deleted _ -> {}
        }
    }
}
