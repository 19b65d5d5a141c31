package io.multiconnection.gateway;

import static io.multiconnection.gateway.RequestChecks.check;
import static io.multiconnection.gateway.RequestChecks.failed;

import io.multiconnection.amf.AmfException;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.Ack;
import io.multiconnection.protocol.GatewayMessage.KeyframeEvent;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.GatewayMessage.Retry;
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
 * Streams of a session, by their numbers. A stream is published, played, or neither. Lives on its
 * session's event loop.
 */
final class Streams implements ServerObserver, FanOut.Listener {

    private final Gateway gateway;
    private final EventLoop loop;
    private final ServerList servers;
    private final ClientLink client;
    private final EventWriter writer;
    private final InboundCalls inboundCalls;
    private final MemoryAccount memory;
    private final AckTimer acks;
    private final Map<Integer, OpenStream> streams = new TreeMap<>();
    private final StreamNumbers numbers = new StreamNumbers();

    Streams(
            Gateway gateway,
            EventLoop loop,
            ServerList servers,
            ClientLink client,
            EventWriter writer,
            InboundCalls inboundCalls,
            MemoryAccount memory) {
        this.gateway = gateway;
        this.loop = loop;
        this.servers = servers;
        this.client = client;
        this.writer = writer;
        this.inboundCalls = inboundCalls;
        this.memory = memory;
        this.acks = new AckTimer(loop, client, this::dueAcks, gateway.metrics()::acked);
    }

    /** Creates a stream; completes when the servers are set up. */
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
                new OpenStream(
                        new FanOut(
                                number,
                                loop,
                                gateway.limits().buffers().queue(),
                                memory,
                                this,
                                System::nanoTime)));
        return servers.ready(request).map(_ -> new Fields.Stream(number));
    }

    /** Publishes on every server; completes when as many servers as connect required publish it. */
    Uni<Fields> publish(Publish request) {
        OpenStream stream = stream(request, request.stream());
        FanOut fanOut = stream.fanOut();
        check(!fanOut.isPublished(), request, ErrorCode.BAD_STATE, "published already");
        check(!stream.isPlayed(), request, ErrorCode.BAD_STATE, "the stream plays");
        List<Target> targets = servers.targets();
        fanOut.publish(request);
        Uni<Void> published =
                servers.whenReady(
                        request,
                        () ->
                                servers.onEach(
                                        targets,
                                        request.timeout(),
                                        servers.traces()
                                                .onServer(
                                                        "publish",
                                                        target ->
                                                                fanOut.publishOn(
                                                                        target, request))));
        return Uni.join()
                .first(published, fanOut.ended())
                .toTerminate()
                .onItem()
                .invoke(() -> published(fanOut))
                .onFailure(Quorum.NotReached.class)
                .invoke(failure -> notPublished(fanOut, failure))
                .onFailure(Streams::isNotPublished)
                .transform(
                        failure ->
                                failed(
                                        request,
                                        ErrorCode.PUBLISH_FAILED,
                                        failure,
                                        servers.isTemporary(servers.targets(), Target::hasRefused)))
                .onTermination()
                .invoke(fanOut::answered)
                .replaceWith(new Fields.None());
    }

    private void published(FanOut stream) {
        String count = servers.count(stream.publishing(), "publishing");
        writer.mergedStatus(
                stream.number(), NetStatus.of("status", "NetStream.Publish.Start", count));
    }

    private static boolean isNotPublished(Throwable failure) {
        return failure instanceof Quorum.NotReached || failure instanceof TargetLeftException;
    }

    private void notPublished(FanOut stream, Throwable failure) {
        String why = String.valueOf(failure.getMessage());
        writer.mergedStatus(
                stream.number(), NetStatus.of("error", "NetStream.Publish.Failed", why));
        stream.close();
    }

    /** Plays from the first server that has the stream; ends a previous play. */
    Uni<Fields> play(Play request) {
        OpenStream stream = stream(request, request.stream());
        check(
                !stream.fanOut().isPublished(),
                request,
                ErrorCode.BAD_STATE,
                "the stream is published");
        request.servers().forEach(number -> servers.target(request, number));
        stream.close();
        Playback playback =
                new Playback(request, gateway, loop, servers, client, writer, inboundCalls, memory);
        stream.plays(playback);
        return servers.whenReady(request, playback::begin);
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
        Playback playback = stream(request, number).playback();
        if (playback == null || !playback.isOpen()) {
            throw new RequestException(
                    request.id(), ErrorCode.BAD_STATE, "stream " + number + " does not play");
        }
        return playback;
    }

    private static Uni<Fields> none() {
        return Uni.createFrom().item(new Fields.None());
    }

    /** Sends a data message on every server's stream. */
    Uni<Fields> send(Send request) {
        FanOut stream = stream(request, request.stream()).fanOut();
        try {
            stream.send(request.handler(), request.args());
            acks.start();
        } catch (AmfException e) {
            throw new RequestException(
                    request.id(), ErrorCode.BAD_REQUEST, "args: " + e.getMessage());
        }
        return none();
    }

    /** Returns the number of open streams. */
    int count() {
        return streams.size();
    }

    /** Closes a stream on every server. */
    Uni<Fields> close(CloseStream request) {
        OpenStream closed = stream(request, request.stream());
        closed.close();
        closed.fanOut().end();
        streams.remove(request.stream());
        numbers.release(request.stream());
        return none();
    }

    private OpenStream stream(Request request, int number) {
        servers.checkConnected(request);
        OpenStream stream = streams.get(number);
        if (stream == null) {
            throw new RequestException(
                    request.id(),
                    ErrorCode.NO_SUCH_STREAM,
                    "stream " + number + ", expected the number of an open stream");
        }
        return stream;
    }

    /** Sends a media frame to every server; returns false if its stream is not published. */
    boolean media(MediaFrame frame) {
        OpenStream stream = streams.get(frame.stream());
        if (stream == null) {
            return numbers.wasTaken(frame.stream());
        }
        FanOut fanOut = stream.fanOut();
        if (fanOut.isPublished()) {
            fanOut.offer(frame);
            acks.start();
        }
        return fanOut.isPublished();
    }

    /** Sends the media of this read of the client's socket. */
    void endOfRead() {
        streams.values().forEach(stream -> stream.fanOut().endOfRead());
    }

    private List<Ack> dueAcks() {
        return streams.values().stream()
                .map(stream -> stream.fanOut().ack())
                .filter(Objects::nonNull)
                .toList();
    }

    /** Sends the state of each stream to a client that has missed events. */
    void reportAll() {
        streams.forEach((number, stream) -> writer.write(stream.event(number)));
    }

    /** Drops played frames while the client has no WebSocket. */
    void clientDetached() {
        acks.stop();
        List.copyOf(streams.values()).forEach(OpenStream::clientDetached);
    }

    /** Restarts all streams cleanly, since frames in both directions may be lost. */
    void clientAttached() {
        List.copyOf(streams.values()).forEach(OpenStream::clientAttached);
        acks.send();
    }

    @Override
    public boolean uses(Target target) {
        return streams.values().stream().anyMatch(stream -> stream.uses(target));
    }

    @Override
    public void join(Target target) {
        List.copyOf(streams.values()).forEach(stream -> stream.fanOut().join(target));
    }

    @Override
    public void leave(Target target) {
        List.copyOf(streams.values()).forEach(stream -> stream.leave(target));
    }

    @Override
    public void close() {
        acks.stop();
        List.copyOf(streams.values()).forEach(OpenStream::close);
        streams.keySet().forEach(numbers::release);
        streams.clear();
    }

    @Override
    public void status(FanOut stream, Target target, NetStatus status) {
        writer.serverStatus(target, stream.number(), status);
    }

    @Override
    public boolean isUsed(Target target) {
        return servers.isUsed(target);
    }

    @Override
    public void begins() {
        acks.start();
    }

    @Override
    public ReconnectSchedule recovery(Runnable retry) {
        return servers.schedule(retry);
    }

    @Override
    public void isWithout(
            int stream, Target target, RtmpClientException fault, @Nullable Retry retry) {
        String then = retry == null ? "" : "; retried in " + retry.inMillis() + " ms";
        String text = target.describe(fault) + "; the connection is kept for its other uses" + then;
        String level = retry == null ? "error" : "warning";
        writer.gatewayStatus(target, stream, NetStatus.of(level, "NetStream.Publish.Failed", text));
    }

    @Override
    public void overLimit(FanOut stream, String text) {
        String description = "Servers that join later do not receive it: " + text + ".";
        writer.mergedStatus(
                stream.number(),
                NetStatus.of("warning", "NetStream.Publish.SetupLimit", description));
    }

    @Override
    public void wantKeyframe(FanOut stream) {
        writer.write(new KeyframeEvent(stream.number()));
    }
}
