package io.multiconnection.gateway;

import static io.multiconnection.gateway.RequestChecks.check;
import static io.multiconnection.gateway.RequestChecks.failed;

import io.multiconnection.amf.AmfException;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.Ack;
import io.multiconnection.protocol.GatewayMessage.KeyframeNews;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.GatewayMessage.Retry;
import io.multiconnection.protocol.GatewayMessage.StreamNews;
import io.multiconnection.protocol.GatewayMessage.StreamNews.Use;
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
import io.multiconnection.publish.FanOut;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.target.Quorum;
import io.multiconnection.target.ReconnectSchedule;
import io.multiconnection.target.Target;
import io.multiconnection.target.TargetLeftException;
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
final class Streams implements ServerObserver, FanOut.Listener {

    /** Plays are ended, not used again: {@code playing} is the last one. */
    private static final class Stream {

        private final FanOut fanOut;
        private @Nullable Playback playing;

        Stream(FanOut fanOut) {
            this.fanOut = fanOut;
        }

        boolean isPlayed() {
            return playing != null && playing.isOpen();
        }

        boolean uses(Target target) {
            return fanOut.uses(target) || (playing != null && playing.uses(target));
        }

        StreamNews news(int number) {
            if (fanOut.isPublished()) {
                return new StreamNews(number, Use.PUBLISH, fanOut.servers());
            }
            return playing != null && playing.isOpen()
                    ? new StreamNews(number, Use.PLAY, playing.servers())
                    : new StreamNews(number, Use.NONE, List.of());
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

    private final Gateway gateway;
    private final EventLoop loop;
    private final ServerList servers;
    private final ClientLink page;
    private final EventWriter news;
    private final InboundCalls called;
    private final MemoryAccount memory;
    private final Map<Integer, Stream> streams = new TreeMap<>();
    private final StreamNumbers numbers = new StreamNumbers();

    Streams(
            Gateway gateway,
            EventLoop loop,
            ServerList servers,
            ClientLink page,
            EventWriter news,
            InboundCalls called,
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
        servers.checkConnected(request);
        int max = Math.min(gateway.limits().counts().streams(), StreamNumbers.MAX);
        check(streams.size() < max, request, ErrorCode.TOO_MANY, max + " streams are open already");
        boolean isNew = numbers.hasNew();
        int number = numbers.take();
        if (!isNew) {
            servers.removeNames(number);
        }
        streams.put(
                number,
                new Stream(
                        new FanOut(
                                number, loop, gateway.limits().buffers().queue(), memory, this)));
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
        Uni<Void> published =
                servers.ready(request)
                        .chain(
                                () ->
                                        servers.onEach(
                                                targets,
                                                request.timeout(),
                                                target -> stream.publishOn(target, request)));
        return Uni.join()
                .first(published, stream.ended())
                .toTerminate()
                .onItem()
                .invoke(() -> published(stream))
                .onFailure(Quorum.NotReached.class)
                .invoke(failure -> notPublished(stream, failure))
                .onFailure(Streams::isNotPublished)
                .transform(
                        failure ->
                                failed(
                                        request,
                                        ErrorCode.PUBLISH_FAILED,
                                        failure,
                                        servers.isTemporary(servers.targets(), Target::hasRefused)))
                .onTermination()
                .invoke(stream::answered)
                .replaceWith(new Fields.None());
    }

    private void published(FanOut stream) {
        String count = servers.count(stream.publishing(), "publishing");
        news.merged(stream.number(), NetStatus.of("status", "NetStream.Publish.Start", count));
    }

    private static boolean isNotPublished(Throwable failure) {
        return failure instanceof Quorum.NotReached || failure instanceof TargetLeftException;
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
        Playback playing =
                new Playback(request, gateway, loop, servers, page, news, called, memory);
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

    private Playback playing(Request request, int number) {
        Playback playing = stream(request, number).playing;
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
        Stream ended = stream(request, request.stream());
        ended.close();
        ended.fanOut.end();
        streams.remove(request.stream());
        numbers.giveBack(request.stream());
        return none();
    }

    private Stream stream(Request request, int number) {
        servers.checkConnected(request);
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
            return numbers.wasTaken(frame.stream());
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

    /** The page has missed something: tells it of each stream. */
    void tellAll() {
        streams.forEach((number, stream) -> news.tell(stream.news(number)));
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
    public boolean uses(Target target) {
        return streams.values().stream().anyMatch(stream -> stream.uses(target));
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
        streams.keySet().forEach(numbers::giveBack);
        streams.clear();
    }

    @Override
    public void status(FanOut stream, Target target, NetStatus status) {
        news.said(target, stream.number(), status);
    }

    @Override
    public boolean isUsed(Target target) {
        return servers.isUsed(target);
    }

    @Override
    public ReconnectSchedule recovery(Runnable again) {
        return servers.schedule(again);
    }

    @Override
    public void isWithout(
            int stream, Target target, RtmpClientException fault, @Nullable Retry retry) {
        String then = retry == null ? "" : "; asked again in " + retry.inMillis() + " ms";
        String words = target.describe(fault) + "; the server is kept for its other uses" + then;
        String level = retry == null ? "error" : "warning";
        news.status(target, stream, NetStatus.of(level, "NetStream.Publish.Failed", words));
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
