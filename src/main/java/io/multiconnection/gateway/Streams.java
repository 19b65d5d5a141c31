package io.multiconnection.gateway;

import static io.multiconnection.gateway.Asked.check;
import static io.multiconnection.gateway.Asked.failed;

import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.Ack;
import io.multiconnection.protocol.GatewayMessage.KeyframeNews;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.MediaFrame;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.Request.CloseStream;
import io.multiconnection.protocol.Request.CreateStream;
import io.multiconnection.protocol.Request.Publish;
import io.multiconnection.protocol.Request.Send;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.rtmp.client.NetStatus;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The streams of a session, by their numbers. Lives on its session's event loop. */
final class Streams implements Part, FanOut.Listener {

    /** A media frame names its stream in one byte. */
    private static final int MAX_NUMBER = 255;

    private final Servers servers;
    private final EventLoop loop;
    private final SessionLimits limits;
    private final News news;
    private final Map<Integer, FanOut> streams = new TreeMap<>();
    private int lastStream;

    Streams(Servers servers, EventLoop loop, SessionLimits limits, News news) {
        this.servers = servers;
        this.loop = loop;
        this.limits = limits;
        this.news = news;
    }

    /** Makes a stream; done when there are servers to have it on. */
    Uni<Fields> create(CreateStream request) {
        servers.checkAsked(request);
        int max = limits.streams();
        check(streams.size() < max, request, ErrorCode.TOO_MANY, max + " streams are open already");
        check(
                lastStream < MAX_NUMBER,
                request,
                ErrorCode.TOO_MANY,
                MAX_NUMBER + " streams were made already");
        FanOut stream = new FanOut(++lastStream, loop, limits, this);
        streams.put(stream.number(), stream);
        return servers.ready(request).map(_ -> new Fields.Stream(stream.number()));
    }

    /** Publishes on every server; done when as many as connect required have it. */
    Uni<Fields> publish(Publish request) {
        FanOut stream = stream(request, request.stream());
        check(!stream.isPublished(), request, ErrorCode.BAD_STATE, "published already");
        List<Uni<Void>> publishOnAll = stream.publish(request, servers.targets());
        return servers.ready(request)
                .chain(() -> Quorum.of(servers.required(), publishOnAll))
                .onItem()
                .invoke(() -> published(stream))
                .onFailure(Quorum.NotReached.class)
                .invoke(failure -> notPublished(stream, failure))
                .onFailure(Quorum.NotReached.class)
                .transform(failure -> failed(request, ErrorCode.PUBLISH_FAILED, failure))
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

    /** Sends a data message on every server's stream. */
    Uni<Fields> send(Send request) {
        FanOut stream = stream(request, request.stream());
        stream.send(request.handler(), request.args());
        return Uni.createFrom().item(new Fields.None());
    }

    /** Ends a stream on every server. */
    Uni<Fields> close(CloseStream request) {
        stream(request, request.stream()).close();
        streams.remove(request.stream());
        return Uni.createFrom().item(new Fields.None());
    }

    private FanOut stream(Request request, int number) {
        servers.checkAsked(request);
        FanOut stream = streams.get(number);
        if (stream == null) {
            throw new RequestException(
                    request.id(), ErrorCode.NO_SUCH_STREAM, "no stream has the number " + number);
        }
        return stream;
    }

    /** Sends a media frame to every server; false if its stream is not published. */
    boolean media(MediaFrame frame) {
        FanOut stream = streams.get(frame.stream());
        if (stream == null) {
            return frame.stream() >= 1 && frame.stream() <= lastStream;
        }
        if (stream.isPublished()) {
            stream.offer(frame);
        }
        return stream.isPublished();
    }

    /** What the page should know of its media now. */
    List<Ack> acks() {
        return streams.values().stream().map(FanOut::ack).filter(Objects::nonNull).toList();
    }

    @Override
    public void join(Target target) {
        streams.values().forEach(stream -> stream.join(target));
    }

    @Override
    public void leave(Target target) {
        streams.values().forEach(stream -> stream.leave(target));
    }

    @Override
    public void close() {
        streams.values().forEach(FanOut::close);
        streams.clear();
    }

    @Override
    public void status(FanOut stream, Target target, NetStatus status) {
        news.status(target, stream.number(), status);
    }

    @Override
    public void wantKeyframe(FanOut stream) {
        news.tell(new KeyframeNews(stream.number()));
    }
}
