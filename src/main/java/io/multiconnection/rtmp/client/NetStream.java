package io.multiconnection.rtmp.client;

import static io.multiconnection.rtmp.client.NetStreamState.Event.CREATED;
import static io.multiconnection.rtmp.client.NetStreamState.Event.ENDED;
import static io.multiconnection.rtmp.client.NetStreamState.Event.REQUESTED;

import io.multiconnection.amf.AmfBoolean;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfNumeric;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.SharedMedia;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.ChannelFuture;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Stream of a {@link NetConnection} (RTMP 1.0, section 7.2.2) that publishes or plays. Lives on its
 * event loop.
 *
 * <p>The stream is created on the server when it is first used, after the commands that encoders
 * and players of Flash's time send before it ({@code releaseStream}, {@code FCPublish}, {@code
 * FCSubscribe}), which some networks still expect.
 */
public final class NetStream {

    /** Receives the events of a stream. Called on the event loop. */
    public interface Listener {

        /** Receives a NetStatus about this stream. */
        void onStatus(NetStatus status);

        /**
         * Receives the end of a published or played stream by the server. Called once; not if the
         * connection is lost.
         */
        void onEnded(RtmpClientException fault);

        /**
         * Receives audio, video or data of a played stream; aggregates arrive as their messages.
         * The message is borrowed: retain its buffer to keep it beyond this call.
         */
        default void onMessage(RtmpMessage message) {}

        /**
         * Receives the end of the media of a played stream, until it is published or sought again.
         */
        default void onStreamEof() {}
    }

    /** Keeps the streams that exist on the server. */
    interface Registry {

        void add(NetStream stream);

        void remove(NetStream stream);
    }

    private final OutgoingMessages outgoing;
    private final Registry registry;
    private final Listener listener;
    private NetStreamState state = NetStreamState.IDLE;
    private @Nullable StreamUse use;
    private boolean wasPublished;
    private int messageStreamId;
    private @Nullable UniEmitter<? super NetStatus> opening;

    NetStream(OutgoingMessages outgoing, Registry registry, Listener listener) {
        this.outgoing = outgoing;
        this.registry = registry;
        this.listener = listener;
    }

    /**
     * Publishes (section 7.2.2.6); once in a stream's life.
     *
     * @param streamName stream name; often a secret, so it appears in no error
     * @param mode {@code live}, {@code record} or {@code append}
     * @return {@code NetStream.Publish.Start}, or an {@link RtmpClientException} with the reason
     */
    public Uni<NetStatus> publish(String streamName, String mode) {
        return open(new StreamUse.Publish(new AmfString(streamName), mode));
    }

    /**
     * Plays (section 7.2.2.1); once in a stream's life. Media may arrive before the response.
     *
     * @return {@code NetStream.Play.Start}, or an {@link RtmpClientException} with the reason
     */
    public Uni<NetStatus> play(PlayRequest request) {
        return open(new StreamUse.Play(request));
    }

    private Uni<NetStatus> open(StreamUse requested) {
        return Uni.createFrom()
                .emitter(
                        emitter -> {
                            opening = emitter;
                            emitter.onTermination(this::cancelled);
                            create(requested);
                        });
    }

    private void create(StreamUse requested) {
        state = state.on(REQUESTED);
        use = requested;
        wasPublished = requested instanceof StreamUse.Publish;
        requested.announce(outgoing);
        outgoing.call("createStream", AmfNull.NULL, List.of())
                .subscribe()
                .with(response -> created(response, requested), this::end);
    }

    private void created(Command response, StreamUse requested) {
        if (state != NetStreamState.CREATING) {
            return;
        }
        if (response.name().equals("_result")
                && !response.arguments().isEmpty()
                && response.arguments().getFirst() instanceof AmfNumeric id) {
            state = state.on(CREATED);
            messageStreamId = (int) (long) id.number();
            registry.add(this);
            requested.open(outgoing, messageStreamId);
        } else {
            String words = NetStatus.of(response).words();
            String what = "createStream was refused";
            end(new RtmpClientException(Kind.REFUSED, what + words, what));
        }
    }

    /** Returns whether the stream has this id on the server. */
    boolean isOn(int id) {
        return messageStreamId == id;
    }

    /** Returns whether the stream publishes or has published. */
    boolean isOrWasPublished() {
        return wasPublished;
    }

    /** Returns whether the stream plays or has requested to. */
    boolean isPlay() {
        return use instanceof StreamUse.Play;
    }

    /** Returns whether {@code status} is about a stream of this use. */
    boolean isOfUse(NetStatus status) {
        return use != null && use.isAbout(status);
    }

    /** Returns whether {@code status} can be about this stream now. Publishing starts only once. */
    boolean canHave(NetStatus status) {
        return use != null
                && use.isAbout(status)
                && !(state == NetStreamState.PUBLISHING && use.isStart(status));
    }

    /**
     * Returns whether {@code status} is likely in the stream's state: the response while one is
     * awaited, another status later.
     */
    boolean isLikelyToHave(NetStatus status) {
        return use != null
                && (state == NetStreamState.OPENING
                        ? use.isAnswer(status)
                        : !use.isAnswer(status) && !status.isError());
    }

    /** Receives a NetStatus. */
    void received(NetStatus status) {
        listener.onStatus(status);
        StreamUse requested = use;
        if (requested == null) {
            return; // closed by its listener
        }
        if (requested.isEnd(status, isPublishing() || isPlaying())) {
            refused(status, requested);
        } else if (requested.isStart(status) && state == NetStreamState.OPENING) {
            state = state.on(requested.started());
            started(status);
        }
    }

    /** Receives audio, video or data; borrows it. */
    void received(RtmpMessage message) {
        listener.onMessage(message);
    }

    /** Receives the end of the media (section 7.1.7, Stream EOF). */
    void receivedEof() {
        listener.onStreamEof();
    }

    private void started(NetStatus status) {
        UniEmitter<? super NetStatus> emitter = opening;
        opening = null;
        if (emitter != null) {
            emitter.complete(status);
        }
    }

    private void refused(NetStatus status, StreamUse requested) {
        boolean wasOpen = state == NetStreamState.PUBLISHING || state == NetStreamState.PLAYING;
        String ended = "the server ended the stream";
        NetStatus unsaid = NetStatus.of(status.level(), status.code(), "");
        RtmpClientException fault =
                new RtmpClientException(
                        Kind.REFUSED,
                        (wasOpen ? ended : requested.refusal(status)) + status.words(),
                        wasOpen ? ended : requested.refusal(unsaid));
        end(fault);
        if (wasOpen) {
            listener.onEnded(fault);
        }
    }

    /** Ends the stream because the connection is lost. */
    void lost(RtmpClientException fault) {
        StreamUse requested = use;
        boolean inAnswer = state == NetStreamState.OPENING && fault.kind() == Kind.LOST;
        end(
                inAnswer && requested != null
                        ? new RtmpClientException(
                                Kind.HUNG_UP,
                                "the server closed the connection in answer to "
                                        + requested.command()
                                        + "; many do so where the stream name or key is wrong")
                        : fault);
    }

    /** Returns whether the server has created the stream. */
    public boolean isCreated() {
        return messageStreamId != 0;
    }

    /** Returns whether media may be written. */
    public boolean isPublishing() {
        return state == NetStreamState.PUBLISHING;
    }

    /** Returns whether the server plays. */
    public boolean isPlaying() {
        return state == NetStreamState.PLAYING;
    }

    /**
     * Pauses or resumes (section 7.2.2.8).
     *
     * @param position timestamp of the last frame, unsigned milliseconds
     */
    public void pause(boolean paused, int position) {
        commandWhilePlaying("pause", new AmfBoolean(paused), millis(position));
    }

    /**
     * Seeks in a recording (section 7.2.2.7).
     *
     * @param position milliseconds, unsigned
     */
    public void seek(int position) {
        commandWhilePlaying("seek", millis(position));
    }

    /** Requests audio or none (section 7.2.2.4). */
    public void receiveAudio(boolean wanted) {
        commandWhilePlaying("receiveAudio", new AmfBoolean(wanted));
    }

    /** Requests video or none (section 7.2.2.5). */
    public void receiveVideo(boolean wanted) {
        commandWhilePlaying("receiveVideo", new AmfBoolean(wanted));
    }

    /** Sends a new length of the player's buffer (section 7.1.7, Set Buffer Length). */
    public void bufferTime(Duration bufferTime) {
        if (isPlaying()) {
            outgoing.bufferTime(messageStreamId, bufferTime);
        }
    }

    private static AmfNumber millis(int position) {
        return new AmfNumber(Integer.toUnsignedLong(position));
    }

    /** Sends a command if the stream plays. */
    private void commandWhilePlaying(String command, AmfValue... arguments) {
        if (isPlaying()) {
            outgoing.command(messageStreamId, command, arguments);
        }
    }

    /**
     * Writes media, and owns the reference it is given. It is sent with the next {@link #flush}.
     *
     * @return completes when the bytes are in the socket's hands
     */
    public ChannelFuture write(SharedMedia media) {
        return outgoing.media(messageStreamId, media);
    }

    /** Sends the media that was written. */
    public void flush() {
        outgoing.flush();
    }

    /**
     * Ends the stream with the commands that servers expect. Does nothing if it has ended already.
     */
    public void close() {
        end(new CancellationException("the stream was closed"));
    }

    /** Closes a stream that was not granted yet, because its subscriber cancelled. */
    private void cancelled() {
        opening = null;
        if (state != NetStreamState.PUBLISHING && state != NetStreamState.PLAYING) {
            close();
        }
    }

    private void end(Throwable reason) {
        NetStreamState was = state;
        StreamUse ended = use;
        state = state.on(ENDED);
        use = null;
        if (ended != null && messageStreamId != 0 && was != NetStreamState.CLOSED) {
            registry.remove(this);
            ended.close(outgoing);
            outgoing.command("deleteStream", new AmfNumber(messageStreamId));
        }
        UniEmitter<? super NetStatus> emitter = opening;
        opening = null;
        if (emitter != null) {
            emitter.fail(reason);
        }
    }
}
