package io.multiconnection.gateway;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.Cause;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage;
import io.multiconnection.protocol.GatewayMessage.Ack;
import io.multiconnection.protocol.GatewayMessage.KeyframeNews;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.GatewayMessage.ServerNews;
import io.multiconnection.protocol.GatewayMessage.StatusNews;
import io.multiconnection.protocol.MediaFrame;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.Request.CloseStream;
import io.multiconnection.protocol.Request.Connect;
import io.multiconnection.protocol.Request.CreateStream;
import io.multiconnection.protocol.Request.Publish;
import io.multiconnection.protocol.Request.Send;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.rtmp.client.ConnectRequest;
import io.multiconnection.rtmp.client.NetStatus;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the ActionScript class of 2004 was: NetConnections and NetStreams to a list of servers,
 * folded into one object that does each thing on all of them. Lives on its session's event loop.
 *
 * <p>An operation that cannot be done throws {@link RequestException}, or its Uni fails with one.
 */
final class MultiConnection implements Target.Listener, FanOut.Listener {

    private static final Uni<Void> NEVER_ASKED =
            Uni.createFrom().failure(() -> new IllegalStateException("not connected"));

    private final Gateway gateway;
    private final EventLoop loop;
    private final Consumer<GatewayMessage> news;
    private final Map<Integer, FanOut> streams = new TreeMap<>();
    private List<Target> targets = List.of();
    private int required;
    private Uni<Void> setup = NEVER_ASKED;
    private int lastStream;

    MultiConnection(Gateway gateway, EventLoop loop, Consumer<GatewayMessage> news) {
        this.gateway = gateway;
        this.loop = loop;
        this.news = news;
    }

    /** Connects to every server; done when as many as are required are connected. */
    Uni<Fields> connect(Connect request) {
        check(targets.isEmpty(), request, ErrorCode.BAD_STATE, "connected already");
        List<Destination> destinations = Destination.list(request, gateway);
        List<Target> asked = targets(destinations);
        targets = asked;
        required = request.require().of(asked.size());
        asked.forEach(Target::announce);
        Uni<Void> outcome = setup(asked);
        setup = outcome;
        dial(asked, destinations, request); // may fail at once, and end what was set up
        return outcome.map(_ -> entries(asked))
                .onFailure()
                .transform(failure -> failed(request, ErrorCode.SETUP_FAILED, failure));
    }

    private List<Target> targets(List<Destination> destinations) {
        List<Target> made = new ArrayList<>();
        for (Destination destination : destinations) {
            Pool.Server server = destination.server();
            made.add(
                    new Target(
                            made.size(),
                            server,
                            this,
                            gateway.metrics().target(server.url().label())));
        }
        return List.copyOf(made);
    }

    /** Says whether enough servers are connected, to everyone who asks; asked first by us. */
    private Uni<Void> setup(List<Target> asked) {
        Uni<Void> outcome =
                Quorum.of(required, asked.stream().map(Target::connected).toList())
                        .onItem()
                        .invoke(
                                () ->
                                        merged(
                                                null,
                                                "status",
                                                "NetConnection.Setup.Success",
                                                connected()))
                        .onFailure()
                        .invoke(
                                failure -> {
                                    merged(
                                            null,
                                            "error",
                                            "NetConnection.Setup.Failed",
                                            String.valueOf(failure.getMessage()));
                                    close();
                                })
                        .memoize()
                        .indefinitely();
        outcome.subscribe().with(_ -> {}, _ -> {});
        return outcome;
    }

    /** Refuses what is not allowed before the first server is dialled. */
    private void dial(List<Target> asked, List<Destination> destinations, Connect request) {
        for (Target target : asked) {
            if (!destinations.get(target.number()).allowed()) {
                target.refuse("this gateway does not allow that destination");
            }
        }
        for (Target target : asked) {
            if (!target.state().isFinal()) {
                target.connect(
                        gateway.dialer(),
                        loop,
                        new ConnectRequest(
                                target.server().url(),
                                request.properties(),
                                request.args(),
                                request.timeout(),
                                destinations.get(target.number()).addresses()));
            }
        }
    }

    /** Makes a stream; done when there are servers to have it on. */
    Uni<Fields> createStream(CreateStream request) {
        check(!targets.isEmpty(), request, ErrorCode.BAD_STATE, "not connected");
        int max = gateway.limits().streams();
        check(streams.size() < max, request, ErrorCode.TOO_MANY, max + " streams are open already");
        check(lastStream < 255, request, ErrorCode.TOO_MANY, "255 streams were made already");
        FanOut stream = new FanOut(++lastStream, loop, gateway.limits(), this);
        streams.put(stream.number(), stream);
        return ready(request).map(_ -> new Fields.Stream(stream.number()));
    }

    /** Publishes on every server; done when as many as connect required have it. */
    Uni<Fields> publish(Publish request) {
        FanOut stream = stream(request, request.stream());
        check(!stream.isPublished(), request, ErrorCode.BAD_STATE, "published already");
        stream.begin();
        List<Uni<Void>> publishOnAll =
                targets.stream().map(target -> stream.publishOn(target, request)).toList();
        return ready(request)
                .chain(() -> Quorum.of(required, publishOnAll))
                .onItem()
                .invoke(
                        () ->
                                merged(
                                        stream,
                                        "status",
                                        "NetStream.Publish.Start",
                                        publishing(stream)))
                .onFailure(Quorum.NotReached.class)
                .invoke(
                        failure -> {
                            merged(
                                    stream,
                                    "error",
                                    "NetStream.Publish.Failed",
                                    String.valueOf(failure.getMessage()));
                            stream.close();
                        })
                .onFailure(Quorum.NotReached.class)
                .transform(failure -> failed(request, ErrorCode.PUBLISH_FAILED, failure))
                .replaceWith(new Fields.None());
    }

    /** Sends a data message on every server's stream. */
    Uni<Fields> send(Send request) {
        FanOut stream = stream(request, request.stream());
        stream.send(request.handler(), request.args());
        return Uni.createFrom().item(new Fields.None());
    }

    /** Ends a stream on every server. */
    Uni<Fields> closeStream(CloseStream request) {
        stream(request, request.stream()).close();
        streams.remove(request.stream());
        return Uni.createFrom().item(new Fields.None());
    }

    /** Ends everything; connect may be asked again. */
    Uni<Fields> disconnect() {
        close();
        return Uni.createFrom().item(new Fields.None());
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

    /** Ends every stream and connection, in order. */
    void close() {
        List<Target> ending = targets;
        targets = List.of();
        setup = NEVER_ASKED;
        streams.values().forEach(FanOut::close);
        streams.clear();
        ending.forEach(Target::close);
    }

    /** Fails where connect failed, or was not asked. */
    private Uni<Void> ready(Request request) {
        return setup.onFailure()
                .transform(
                        _ ->
                                new RequestException(
                                        request.id(), ErrorCode.BAD_STATE, "not connected"));
    }

    private FanOut stream(Request request, int number) {
        check(!targets.isEmpty(), request, ErrorCode.BAD_STATE, "not connected");
        FanOut stream = streams.get(number);
        if (stream == null) {
            throw new RequestException(
                    request.id(), ErrorCode.NO_SUCH_STREAM, "no stream has the number " + number);
        }
        return stream;
    }

    private static void check(boolean holds, Request request, ErrorCode code, String message) {
        if (!holds) {
            throw new RequestException(request.id(), code, message);
        }
    }

    private static RequestException failed(Request request, ErrorCode code, Throwable failure) {
        return new RequestException(request.id(), code, String.valueOf(failure.getMessage()));
    }

    @Override
    public void changed(Target target, @Nullable Cause cause, @Nullable String text) {
        news.accept(new ServerNews(target.number(), target.label(), target.state(), cause, text));
        if (target.state().isFinal()) {
            streams.values().forEach(stream -> stream.leave(target));
        }
    }

    @Override
    public void status(Target target, NetStatus status) {
        news.accept(new StatusNews(target.number(), null, shown(target, status)));
    }

    @Override
    public void status(FanOut stream, Target target, NetStatus status) {
        news.accept(new StatusNews(target.number(), stream.number(), shown(target, status)));
    }

    /** A server's status without the stream key that a pool may have given it. */
    private static Map<String, AmfValue> shown(Target target, NetStatus status) {
        if (target.server().key() == null) {
            return status.info();
        }
        NetStatus shown =
                NetStatus.of(
                        status.level(),
                        status.code(),
                        target.server().redacted(status.description()));
        return shown.info();
    }

    @Override
    public void wantKeyframe(FanOut stream) {
        news.accept(new KeyframeNews(stream.number()));
    }

    private void merged(@Nullable FanOut stream, String level, String code, String description) {
        Integer number = stream == null ? null : Integer.valueOf(stream.number());
        news.accept(new StatusNews(null, number, NetStatus.of(level, code, description).info()));
    }

    private String connected() {
        return count(targets.stream().filter(Target::isConnected).count(), "connected");
    }

    private String publishing(FanOut stream) {
        return count(stream.publishing(), "publishing");
    }

    private String count(long count, String what) {
        return count + " of " + targets.size() + " servers " + what + ".";
    }

    private static Fields entries(List<Target> asked) {
        return new Fields.Servers(
                asked.stream()
                        .map(
                                target ->
                                        new Fields.ServerEntry(
                                                target.number(), target.label(), target.state()))
                        .toList());
    }
}
