package io.multiconnection.rtmp.client;

import static io.multiconnection.rtmp.client.NetStreamState.Event.CREATED;
import static io.multiconnection.rtmp.client.NetStreamState.Event.ENDED;
import static io.multiconnection.rtmp.client.NetStreamState.Event.PUBLISH_ASKED;
import static io.multiconnection.rtmp.client.NetStreamState.Event.PUBLISH_STARTED;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfString;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.SharedMedia;
import io.multiconnection.rtmp.client.RtmpFault.Kind;
import io.netty.channel.ChannelFuture;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a {@link NetConnection} (RTMP 1.0, section 7.2.2). Lives on its event loop.
 *
 * <p>The stream is created on the server when it is first needed, after the commands that encoders
 * of Flash's time send before it ({@code releaseStream}, {@code FCPublish}) and that some networks
 * still wait for.
 */
public final class NetStream {

    /** What a stream has to say. Called on the event loop. */
    public interface Listener {

        /** The server sent a NetStatus about this stream. */
        void onStatus(NetStatus status);

        /**
         * The server ended a stream that was published. Said once; not if the connection is lost.
         */
        void onEnded(RtmpFault fault);
    }

    private final NetConnection connection;
    private final Listener listener;
    private NetStreamState state = NetStreamState.IDLE;
    private AmfString name = new AmfString("");
    private int messageStreamId;
    private @Nullable UniEmitter<? super NetStatus> opening;

    NetStream(NetConnection connection, Listener listener) {
        this.connection = connection;
        this.listener = listener;
    }

    /**
     * Publishes (section 7.2.2.6), once in a stream's life.
     *
     * @param streamName the stream name; often a secret, so it appears in no error
     * @param mode live, record or append
     * @return {@code NetStream.Publish.Start}, or an {@link RtmpFault} that says why not
     */
    public Uni<NetStatus> publish(String streamName, String mode) {
        return Uni.createFrom()
                .emitter(
                        emitter -> {
                            opening = emitter;
                            emitter.onTermination(this::givenUp);
                            create(streamName, mode);
                        });
    }

    private void create(String streamName, String mode) {
        state = state.on(PUBLISH_ASKED);
        name = new AmfString(streamName);
        connection.tell("releaseStream", name);
        connection.tell("FCPublish", name);
        connection
                .call("createStream", AmfNull.NULL, List.of())
                .subscribe()
                .with(answer -> created(answer, mode), this::end);
    }

    private void created(Command answer, String mode) {
        if (state != NetStreamState.CREATING) {
            return;
        }
        if (answer.name().equals("_result")
                && !answer.arguments().isEmpty()
                && answer.arguments().getFirst() instanceof AmfNumber(double id)) {
            state = state.on(CREATED);
            messageStreamId = (int) id;
            connection.opened(messageStreamId, this);
            connection.tell(messageStreamId, "publish", name, new AmfString(mode));
        } else {
            String words = NetStatus.of(answer).words();
            end(new RtmpFault(Kind.REFUSED, "createStream was refused" + words));
        }
    }

    /** Takes a NetStatus from the server. */
    void received(NetStatus status) {
        listener.onStatus(status);
        if (status.isError()) {
            refused(status);
        } else if (status.code().equals("NetStream.Publish.Start")
                && state == NetStreamState.OPENING) {
            state = state.on(PUBLISH_STARTED);
            started(status);
        }
    }

    private void started(NetStatus status) {
        UniEmitter<? super NetStatus> emitter = opening;
        opening = null;
        if (emitter != null) {
            emitter.complete(status);
        }
    }

    private void refused(NetStatus status) {
        boolean wasPublishing = state == NetStreamState.PUBLISHING;
        String what = wasPublishing ? "the server ended the stream" : "publish was refused";
        RtmpFault fault = new RtmpFault(Kind.REFUSED, what + status.words());
        end(fault);
        if (wasPublishing) {
            listener.onEnded(fault);
        }
    }

    /** The connection is gone, and the stream with it. */
    void lost(RtmpFault fault) {
        boolean inAnswer = state == NetStreamState.OPENING && fault.kind() == Kind.LOST;
        end(
                inAnswer
                        ? new RtmpFault(
                                Kind.REFUSED,
                                "the server closed the connection in answer to publish; many do"
                                        + " so where the stream name or key is wrong")
                        : fault);
    }

    /** Whether media may be written. */
    public boolean isPublishing() {
        return state == NetStreamState.PUBLISHING;
    }

    /**
     * Writes media, and owns the reference it is given.
     *
     * @return done when the bytes are in the socket's hands
     */
    public ChannelFuture write(SharedMedia media) {
        return connection.write(messageStreamId, media);
    }

    /** Ends the stream as servers expect it; nothing happens if it has ended already. */
    public void close() {
        end(new CancellationException("the stream was closed"));
    }

    /** Whoever waited for publish no longer does. */
    private void givenUp() {
        opening = null;
        if (state != NetStreamState.PUBLISHING) {
            close();
        }
    }

    private void end(Throwable reason) {
        NetStreamState was = state;
        state = state.on(ENDED);
        if (was == NetStreamState.OPENING || was == NetStreamState.PUBLISHING) {
            connection.ended(messageStreamId);
            connection.tell("FCUnpublish", name);
            connection.tell("deleteStream", new AmfNumber(messageStreamId));
        }
        UniEmitter<? super NetStatus> emitter = opening;
        opening = null;
        if (emitter != null) {
            emitter.fail(reason);
        }
    }
}
