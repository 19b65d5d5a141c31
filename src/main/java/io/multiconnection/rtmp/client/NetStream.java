package io.multiconnection.rtmp.client;

import static io.multiconnection.rtmp.client.NetStreamState.Event.ASKED;
import static io.multiconnection.rtmp.client.NetStreamState.Event.CREATED;
import static io.multiconnection.rtmp.client.NetStreamState.Event.ENDED;

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
 * One stream of a {@link NetConnection} (RTMP 1.0, section 7.2.2). Lives on its event loop.
 *
 * <p>It publishes or plays. The stream is created on the server when it is first needed, after the
 * commands that encoders and players of Flash's time send before it ({@code releaseStream}, {@code
 * FCPublish}, {@code FCSubscribe}) and that some networks still wait for.
 */
public final class NetStream {

    /** What a stream has to say. Called on the event loop. */
    public interface Listener {

        /** The server sent a NetStatus about this stream. */
        void onStatus(NetStatus status);

        /**
         * The server ended a stream that was published or played. Said once; not if the connection
         * is lost.
         */
        void onEnded(RtmpClientException fault);

        /**
         * Audio, video or data of a stream that is played; aggregates come as the messages they
         * hold. It is borrowed: who keeps its buffer beyond this call retains it.
         */
        default void onMessage(RtmpMessage message) {}

        /** Nothing more comes of a stream that is played, until it is published or sought again. */
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
     * Publishes (section 7.2.2.6), once in a stream's life.
     *
     * @param streamName the stream name; often a secret, so it appears in no error
     * @param mode live, record or append
     * @return {@code NetStream.Publish.Start}, or an {@link RtmpClientException} that says why not
     */
    public Uni<NetStatus> publish(String streamName, String mode) {
        return open(new StreamUse.Publish(new AmfString(streamName), mode));
    }

    /**
     * Plays (section 7.2.2.1), once in a stream's life. Media may come before the answer.
     *
     * @return {@code NetStream.Play.Start}, or an {@link RtmpClientException} that says why not
     */
    public Uni<NetStatus> play(PlayRequest request) {
        return open(new StreamUse.Play(request));
    }

    private Uni<NetStatus> open(StreamUse asked) {
        return Uni.createFrom()
                .emitter(
                        emitter -> {
                            opening = emitter;
                            emitter.onTermination(this::givenUp);
                            create(asked);
                        });
    }

    private void create(StreamUse asked) {
        state = state.on(ASKED);
        use = asked;
        wasPublished = asked instanceof StreamUse.Publish;
        asked.announce(outgoing);
        outgoing.call("createStream", AmfNull.NULL, List.of())
                .subscribe()
                .with(answer -> created(answer, asked), this::end);
    }

    private void created(Command answer, StreamUse asked) {
        if (state != NetStreamState.CREATING) {
            return;
        }
        if (answer.name().equals("_result")
                && !answer.arguments().isEmpty()
                && answer.arguments().getFirst() instanceof AmfNumeric id) {
            state = state.on(CREATED);
            messageStreamId = (int) (long) id.number();
            registry.add(this);
            asked.ask(outgoing, messageStreamId);
        } else {
            String words = NetStatus.of(answer).words();
            String what = "createStream was refused";
            end(new RtmpClientException(Kind.REFUSED, what + words, what));
        }
    }

    /** Returns whether the server knows the stream by this id. */
    boolean isOn(int id) {
        return messageStreamId == id;
    }

    /** Returns whether the stream publishes or has published. */
    boolean isOrWasPublished() {
        return wasPublished;
    }

    /** Returns whether the stream plays, or has asked to. */
    boolean isPlay() {
        return use instanceof StreamUse.Play;
    }

    /** Returns whether {@code status} is about a stream that is used like this one. */
    boolean isOfUse(NetStatus status) {
        return use != null && use.isAbout(status);
    }

    /** Returns whether {@code status} can be about this stream now: a publish starts once. */
    boolean canHave(NetStatus status) {
        return use != null
                && use.isAbout(status)
                && !(state == NetStreamState.PUBLISHING && use.isStart(status));
    }

    /** Returns whether {@code status} answers what was asked, or comes after the answer. */
    boolean isLikelyToHave(NetStatus status) {
        return use != null
                && (state == NetStreamState.OPENING
                        ? use.isAnswer(status)
                        : !use.isAnswer(status) && !status.isError());
    }

    /** Takes a NetStatus from the server. */
    void received(NetStatus status) {
        listener.onStatus(status);
        StreamUse asked = use;
        if (asked == null) {
            return; // closed by its listener
        }
        if (asked.isEnd(status, isPublishing() || isPlaying())) {
            refused(status, asked);
        } else if (asked.isStart(status) && state == NetStreamState.OPENING) {
            state = state.on(asked.started());
            started(status);
        }
    }

    /** Takes audio, video or data from the server; borrows it. */
    void received(RtmpMessage message) {
        listener.onMessage(message);
    }

    /** The server has come to the end of what there is (section 7.1.7, Stream EOF). */
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

    private void refused(NetStatus status, StreamUse asked) {
        boolean wasOpen = state == NetStreamState.PUBLISHING || state == NetStreamState.PLAYING;
        String ended = "the server ended the stream";
        NetStatus unsaid = NetStatus.of(status.level(), status.code(), "");
        RtmpClientException fault =
                new RtmpClientException(
                        Kind.REFUSED,
                        (wasOpen ? ended : asked.refusal(status)) + status.words(),
                        wasOpen ? ended : asked.refusal(unsaid));
        end(fault);
        if (wasOpen) {
            listener.onEnded(fault);
        }
    }

    /** The connection is gone, and the stream with it. */
    void lost(RtmpClientException fault) {
        StreamUse asked = use;
        boolean inAnswer = state == NetStreamState.OPENING && fault.kind() == Kind.LOST;
        end(
                inAnswer && asked != null
                        ? new RtmpClientException(
                                Kind.HUNG_UP,
                                "the server closed the connection in answer to "
                                        + asked.command()
                                        + "; many do so where the stream name or key is wrong")
                        : fault);
    }

    /** Returns whether the server has answered createStream with a stream. */
    public boolean isCreated() {
        return messageStreamId != 0;
    }

    /** Whether media may be written. */
    public boolean isPublishing() {
        return state == NetStreamState.PUBLISHING;
    }

    /** Whether the server has begun to play. */
    public boolean isPlaying() {
        return state == NetStreamState.PLAYING;
    }

    /**
     * Pauses, or goes on (section 7.2.2.8).
     *
     * @param position the timestamp of the last frame, unsigned milliseconds
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

    /** Asks for audio or for none (section 7.2.2.4). */
    public void receiveAudio(boolean wanted) {
        commandWhilePlaying("receiveAudio", new AmfBoolean(wanted));
    }

    /** Asks for video or for none (section 7.2.2.5). */
    public void receiveVideo(boolean wanted) {
        commandWhilePlaying("receiveVideo", new AmfBoolean(wanted));
    }

    /** Says how much media the player holds from now on (section 7.1.7, Set Buffer Length). */
    public void bufferTime(Duration bufferTime) {
        if (isPlaying()) {
            outgoing.bufferTime(messageStreamId, bufferTime);
        }
    }

    private static AmfNumber millis(int position) {
        return new AmfNumber(Integer.toUnsignedLong(position));
    }

    /** Nothing is said of a stream that has ended, or has not begun. */
    private void commandWhilePlaying(String command, AmfValue... arguments) {
        if (isPlaying()) {
            outgoing.command(messageStreamId, command, arguments);
        }
    }

    /**
     * Writes media, and owns the reference it is given.
     *
     * @return done when the bytes are in the socket's hands
     */
    public ChannelFuture write(SharedMedia media) {
        return outgoing.media(messageStreamId, media);
    }

    /** Ends the stream as servers expect it; nothing happens if it has ended already. */
    public void close() {
        end(new CancellationException("the stream was closed"));
    }

    /** Whoever waited for the answer no longer does. */
    private void givenUp() {
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
            ended.leave(outgoing);
            outgoing.command("deleteStream", new AmfNumber(messageStreamId));
        }
        UniEmitter<? super NetStatus> emitter = opening;
        opening = null;
        if (emitter != null) {
            emitter.fail(reason);
        }
    }
}
