package io.multiconnection.gateway;

import static io.multiconnection.gateway.Asked.check;
import static io.multiconnection.gateway.Asked.failed;

import io.multiconnection.amf.AmfException;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.Ack;
import io.multiconnection.protocol.GatewayMessage.KeyframeNews;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.MediaFrame;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.Request.BufferTime;
import io.multiconnection.protocol.Request.CloseStream;
import io.multiconnection.protocol.Request.CreateStream;
import io.multiconnection.protocol.Request.Pause;
import io.multiconnection.protocol.Request.Play;
import io.multiconnection.protocol.Request.Publish;
import io.multiconnection.protocol.Request.Receive;
import io.multiconnection.protocol.Request.Seek;
import io.multiconnection.protocol.Request.Send;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.rtmp.client.NetStatus;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a session, by their numbers: each is published, or played, or neither yet. Lives
 * on its session's event loop.
 */
final class Streams implements Part, FanOut.Listener {

    /** Plays are ended, not used again: {@code playing} is the last one. */
    private static final class Stream {

        private final FanOut fanOut;
        private @Nullable Playing playing;

        Stream(FanOut fanOut) {
            this.fanOut = fanOut;
        }

        boolean isPlayed() {
            return playing != null && playing.isOpen();
        }

        void away() {
            if (playing != null) {
                playing.away();
            }
        }

        void back() {
            fanOut.restart();
            if (playing != null) {
                playing.back();
            }
        }

        void close() {
            fanOut.close();
            if (playing != null) {
                playing.close();
            }
        }
    }

    /** A media frame names its stream in one byte. */
    private static final int MAX_NUMBER = 255;

    private final Gateway gateway;
    private final EventLoop loop;
    private final Servers servers;
    private final Page page;
    private final News news;
    private final Called called;
    private final MemoryAccount memory;
    private final Map<Integer, Stream> streams = new TreeMap<>();
    private int lastStream;

    Streams(
            Gateway gateway,
            EventLoop loop,
            Servers servers,
            Page page,
            News news,
            Called called,
            MemoryAccount memory) {
        this.gateway = gateway;
        this.loop = loop;
        this.servers = servers;
        this.page = page;
        this.news = news;
        this.called = called;
        this.memory = memory;
    }

    /** Makes a stream; done when there are servers to have it on. */
    Uni<Fields> create(CreateStream request) {
        servers.checkAsked(request);
        int max = gateway.limits().streams();
        check(streams.size() < max, request, ErrorCode.TOO_MANY, max + " streams are open already");
        check(
                lastStream < MAX_NUMBER,
                request,
                ErrorCode.TOO_MANY,
                MAX_NUMBER + " streams were made already");
        int number = ++lastStream;
        streams.put(number, new Stream(new FanOut(number, loop, gateway.limits(), memory, this)));
        return servers.ready(request).map(_ -> new Fields.Stream(number));
    }

    /** Publishes on every server; done when as many as connect required have it. */
    Uni<Fields> publish(Publish request) {
        Stream asked = stream(request, request.stream());
        FanOut stream = asked.fanOut;
        check(!stream.isPublished(), request, ErrorCode.BAD_STATE, "published already");
        check(!asked.isPlayed(), request, ErrorCode.BAD_STATE, "the stream plays");
        List<Target> targets = servers.targets();
        stream.publish(request);
        return servers.ready(request)
                .chain(
                        () ->
                                Quorum.of(
                                        servers.required(),
                                        targets,
                                        target -> stream.publishOn(target, request)))
                .onItem()
                .invoke(() -> published(stream))
                .onFailure(Quorum.NotReached.class)
                .invoke(failure -> notPublished(stream, failure))
                .onFailure(Quorum.NotReached.class)
                .transform(
                        failure ->
                                failed(
                                        request,
                                        ErrorCode.PUBLISH_FAILED,
                                        failure,
                                        servers.isTemporary(targets, Target::hasRefused)))
                .onTermination()
                .invoke(stream::answered)
                .replaceWith(new Fields.None());
    }

    private void published(FanOut stream) {
        String count = servers.count(stream.publishing(), "publishing");
        news.merged(stream.number(), NetStatus.of("status", "NetStream.Publish.Start", count));
    }

    private void notPublished(FanOut stream, Throwable failure) {
        String why = String.valueOf(failure.getMessage());
        news.merged(stream.number(), NetStatus.of("error", "NetStream.Publish.Failed", why));
        stream.close();
    }

    /** Plays from the first server that has it; what the stream played before ends. */
    Uni<Fields> play(Play request) {
        Stream stream = stream(request, request.stream());
        check(
                !stream.fanOut.isPublished(),
                request,
                ErrorCode.BAD_STATE,
                "the stream is published");
        request.servers().forEach(number -> servers.target(request, number));
        stream.close();
        Playing playing = new Playing(request, gateway, loop, servers, page, news, called, memory);
        stream.playing = playing;
        return servers.ready(request).chain(playing::begin);
    }

    Uni<Fields> pause(Pause request) {
        playing(request, request.stream()).pause(request.paused());
        return none();
    }

    Uni<Fields> seek(Seek request) {
        playing(request, request.stream()).seek(request);
        return none();
    }

    Uni<Fields> receive(Receive request) {
        playing(request, request.stream()).receive(request);
        return none();
    }

    Uni<Fields> bufferTime(BufferTime request) {
        playing(request, request.stream()).bufferTime(request.buffer());
        return none();
    }

    private Playing playing(Request request, int number) {
        Playing playing = stream(request, number).playing;
        if (playing == null || !playing.isOpen()) {
            throw new RequestException(
                    request.id(), ErrorCode.BAD_STATE, "stream " + number + " does not play");
        }
        return playing;
    }

    private static Uni<Fields> none() {
        return Uni.createFrom().item(new Fields.None());
    }

    /** Sends a data message on every server's stream. */
    Uni<Fields> send(Send request) {
        FanOut stream = stream(request, request.stream()).fanOut;
        try {
            stream.send(request.handler(), request.args());
        } catch (AmfException e) {
            throw new RequestException(
                    request.id(), ErrorCode.BAD_REQUEST, "args: " + e.getMessage());
        }
        return none();
    }

    /** Ends a stream on every server. */
    Uni<Fields> close(CloseStream request) {
        stream(request, request.stream()).close();
        streams.remove(request.stream());
        return none();
    }

    private Stream stream(Request request, int number) {
        servers.checkAsked(request);
        Stream stream = streams.get(number);
        if (stream == null) {
            throw new RequestException(
                    request.id(), ErrorCode.NO_SUCH_STREAM, "no stream has the number " + number);
        }
        return stream;
    }

    /** Sends a media frame to every server; false if its stream is not published. */
    boolean media(MediaFrame frame) {
        Stream stream = streams.get(frame.stream());
        if (stream == null) {
            return frame.stream() >= 1 && frame.stream() <= lastStream;
        }
        FanOut fanOut = stream.fanOut;
        if (fanOut.isPublished()) {
            fanOut.offer(frame);
        }
        return fanOut.isPublished();
    }

    /** What the page should know of its media now. */
    List<Ack> acks() {
        return streams.values().stream()
                .map(stream -> stream.fanOut.ack())
                .filter(Objects::nonNull)
                .toList();
    }

    /** The page is away. */
    void away() {
        List.copyOf(streams.values()).forEach(Stream::away);
    }

    /** The page is back: what it sent or was sent meanwhile is lost. */
    void back() {
        List.copyOf(streams.values()).forEach(Stream::back);
    }

    @Override
    public void join(Target target) {
        List.copyOf(streams.values()).forEach(stream -> stream.fanOut.join(target));
    }

    @Override
    public void leave(Target target) {
        for (Stream stream : List.copyOf(streams.values())) {
            stream.fanOut.leave(target);
            if (stream.playing != null) {
                stream.playing.leave(target);
            }
        }
    }

    @Override
    public void close() {
        List.copyOf(streams.values()).forEach(Stream::close);
        streams.clear();
    }

    @Override
    public void status(FanOut stream, Target target, NetStatus status) {
        news.said(target, stream.number(), status);
    }

    @Override
    public void overLimit(FanOut stream, String text) {
        String words = "Servers that join later do not get it: " + text + ".";
        news.merged(
                stream.number(), NetStatus.of("warning", "NetStream.Publish.SetupLimit", words));
    }

    @Override
    public void wantKeyframe(FanOut stream) {
        news.tell(new KeyframeNews(stream.number()));
    }
}
