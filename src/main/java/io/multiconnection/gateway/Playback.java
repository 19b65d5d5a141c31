package io.multiconnection.gateway;

import static io.multiconnection.gateway.RequestChecks.check;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.media.PlayLength;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.DataNews;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.MediaFrame;
import io.multiconnection.protocol.Request.Play;
import io.multiconnection.protocol.Request.Receive;
import io.multiconnection.protocol.Request.Seek;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.relay.FailoverPlayer;
import io.multiconnection.relay.RelayFrame;
import io.multiconnection.relay.Source;
import io.multiconnection.relay.ViewerQueue;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.PlayRequest;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.multiconnection.target.FaultCauses;
import io.multiconnection.target.Target;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One play of a session's stream, from one server of its list at a time. A live stream is shared
 * with everybody on this gateway who watches it; everything else is played on the session's own
 * connection. Lives on its session's event loop.
 */
final class Playback implements FailoverPlayer.Listener {

    private static final long DROPS_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Play request;
    private final Gateway gateway;
    private final EventLoop loop;
    private final ServerList servers;
    private final ClientLink page;
    private final EventWriter news;
    private final InboundCalls called;
    private final List<Integer> order;
    private final FailoverPlayer player;
    private final ViewerQueue gate;
    private @Nullable UniEmitter<? super Fields> opening;
    private boolean open = true;
    private long dropsTold;
    private long dropsToldAtNanos = System.nanoTime() - DROPS_INTERVAL_NANOS;

    /** A play whose servers are known to be there. */
    Playback(
            Play request,
            Gateway gateway,
            EventLoop loop,
            ServerList servers,
            ClientLink page,
            EventWriter news,
            InboundCalls called,
            MemoryAccount memory) {
        this.request = request;
        this.gateway = gateway;
        this.loop = loop;
        this.servers = servers;
        this.page = page;
        this.news = news;
        this.called = called;
        this.order =
                request.servers().isEmpty()
                        ? servers.targets().stream().map(Target::number).toList()
                        : request.servers().stream().distinct().toList();
        this.player =
                new FailoverPlayer(
                        order.stream().map(this::source).toList(),
                        loop,
                        new FailoverPlayer.Rules(
                                request.timeout(), request.isLive(), true, lengthMillis(request)),
                        gateway.metrics().plays(),
                        memory,
                        this);
        this.gate =
                new ViewerQueue(
                        gateway.limits().buffers().playBytes(),
                        gateway.metrics().plays(),
                        memory,
                        this::send);
    }

    /** Servers end recordings, and few of them live streams: those end here. */
    private static long lengthMillis(Play request) {
        return request.start() >= 0 || request.length() < 0
                ? PlayLength.ALL
                : Math.round(request.length() * 1000);
    }

    private Source source(int number) {
        return (position, listener) -> {
            Target target = servers.at(number);
            if (!target.isConnected()) {
                listener.onEnd(new RtmpClientException(Kind.LOST, "not connected"));
                return Source.Play.NONE;
            }
            String name = request.names().getOrDefault(number, request.name());
            return request.isLive() && gateway.sharesPlays()
                    ? gateway.relays().watch(servers.upstream(target, name), loop, listener)
                    : new DirectSource(target.connection(), playRequest(name, position), listener);
        };
    }

    /** A recording goes on where another server left it. */
    private PlayRequest playRequest(String name, int positionMillis) {
        double position = Integer.toUnsignedLong(positionMillis) / 1000.0;
        boolean goesOn = request.start() >= 0 && position > request.start();
        double length = request.isLive() ? -1 : request.length();
        return new PlayRequest(
                name,
                goesOn ? position : request.start(),
                goesOn && length >= 0 ? Math.max(0, length - (position - request.start())) : length,
                true,
                request.buffer());
    }

    /** Begins; done when the first server plays it. */
    Uni<Fields> begin() {
        return Uni.createFrom()
                .emitter(
                        emitter -> {
                            opening = emitter;
                            if (open) {
                                player.begin();
                            } else {
                                fail("no longer asked", false);
                            }
                        });
    }

    /** Whether it plays, or may yet. */
    boolean isOpen() {
        return open;
    }

    void pause(boolean paused) {
        if (request.isLive()) {
            gate.pause(paused);
        } else {
            player.play().pause(paused, player.position());
        }
    }

    /** The page is away: what comes meanwhile is dropped. */
    void away() {
        gate.away();
    }

    /** The page is back, and may not have got what was sent to it last. */
    void back() {
        gate.back();
    }

    void seek(Seek asked) {
        check(!request.isLive(), asked, ErrorCode.BAD_STATE, "a live stream has one time");
        player.play().seek((int) Math.round(asked.position() * 1000));
    }

    void receive(Receive asked) {
        Boolean audio = asked.audio();
        Boolean video = asked.video();
        if (audio != null) {
            gate.receiveAudio(audio);
            player.play().receiveAudio(audio);
        }
        if (video != null) {
            gate.receiveVideo(video);
            player.play().receiveVideo(video);
        }
    }

    void bufferTime(Duration buffer) {
        player.play().bufferTime(buffer);
    }

    /** Returns the number of the server that plays it, or is asked to; none between two. */
    List<Integer> servers() {
        return order.stream().filter(number -> player.uses(order.indexOf(number))).toList();
    }

    /** Whether a server plays it, or is asked to. */
    boolean uses(Target target) {
        return open && player.uses(order.indexOf(target.number()));
    }

    /** A server is no longer there. */
    void leave(Target target) {
        int source = order.indexOf(target.number());
        if (open && source >= 0) {
            player.lost(source, new RtmpClientException(Kind.LOST, "the connection was lost"));
        }
    }

    /** Ends it, in order. */
    void close() {
        if (open) {
            open = false;
            player.close();
            gate.close();
            fail("no longer asked", false);
        }
    }

    private void fail(String why, boolean temporary) {
        UniEmitter<? super Fields> emitter = opening;
        opening = null;
        if (emitter != null) {
            emitter.fail(new RequestException(request.id(), ErrorCode.PLAY_FAILED, why, temporary));
        }
    }

    @Override
    public void onStatus(int source, NetStatus status) {
        Target target = target(source);
        news.said(target, request.stream(), target.redactor().redact(status));
    }

    @Override
    public void onStart(int source) {
        Target target = target(source);
        merged(
                NetStatus.of("status", "NetStream.Play.Start", target.label() + " plays.")
                        .with("server", new AmfNumber(target.number())));
        UniEmitter<? super Fields> emitter = opening;
        opening = null;
        if (emitter != null) {
            emitter.complete(new Fields.Server(target.number()));
        }
    }

    @Override
    public void onFailover(int from, int to, long gapMillis) {
        String words = target(to).label() + " plays, after a gap of " + gapMillis + " ms.";
        merged(
                NetStatus.of("warning", "NetStream.Play.Failover", words)
                        .with("from", new AmfNumber(order.get(from)))
                        .with("to", new AmfNumber(order.get(to)))
                        .with("gap", new AmfNumber(gapMillis)));
    }

    /** Says what a server says at the end of a recording. */
    @Override
    public void onComplete(int source, long millis, long bytes) {
        open = false;
        gate.close();
        AmfObject info =
                AmfObject.of(
                                "level", new AmfString("status"),
                                "code", new AmfString("NetStream.Play.Complete"))
                        .with("duration", new AmfNumber(millis / 1000.0))
                        .with("bytes", new AmfNumber(bytes));
        news.tell(
                new DataNews(
                        order.get(source), request.stream(), 0, "onPlayStatus", List.of(info)));
        merged(
                NetStatus.of(
                        "status", "NetStream.Play.Stop", "The length that was asked for is over."));
    }

    @Override
    public void onFailed(Map<Integer, RtmpClientException> faults) {
        open = false;
        gate.close();
        String why =
                faults.entrySet().stream()
                        .map(fault -> words(fault.getKey(), fault.getValue()))
                        .collect(Collectors.joining("; "));
        merged(NetStatus.of("error", "NetStream.Play.Failed", why));
        fail(why, faults.entrySet().stream().anyMatch(it -> mayPass(it.getKey(), it.getValue())));
    }

    private boolean mayPass(int source, RtmpClientException fault) {
        return FaultCauses.of(fault, true).isOutage() && !target(source).hasRefused();
    }

    private String words(int source, RtmpClientException fault) {
        return String.valueOf(target(source).left(fault).getMessage());
    }

    @Override
    public void onFrame(int source, RelayFrame frame, int timestamp) {
        switch (frame.role()) {
            case METADATA, DATA -> data(target(source), frame, timestamp);
            case VIDEO_CONFIG,
                    VIDEO_METADATA,
                    AUDIO_CONFIG,
                    AUDIO_CHANNELS,
                    KEYFRAME,
                    VIDEO,
                    AUDIO -> {
                gate.offer(frame, timestamp, page.unreadMedia());
                tellDrops();
            }
        }
    }

    private void data(Target target, RelayFrame frame, int timestamp) {
        if (target.server().sharesValues()) {
            List<AmfValue> message = target.redactor().redact(frame.data());
            called.streamData(target, request.stream(), timestamp, message);
        }
    }

    private void send(RelayFrame frame, int timestamp) {
        byte[] message = MediaFrame.begin(frame.type(), request.stream(), timestamp, frame.bytes());
        frame.copyBody(message, MediaFrame.HEADER_BYTES);
        page.media(message);
    }

    /** Says that the page reads too slowly, at most once a second. */
    private void tellDrops() {
        long dropped = gate.dropped();
        long now = System.nanoTime();
        if (dropped > dropsTold && now - dropsToldAtNanos >= DROPS_INTERVAL_NANOS) {
            dropsTold = dropped;
            dropsToldAtNanos = now;
            String words = dropped + " frames were dropped: they are not read in time.";
            merged(
                    NetStatus.of("warning", "NetStream.Play.InsufficientBW", words)
                            .with("dropped", new AmfNumber(dropped)));
        }
    }

    private void merged(NetStatus status) {
        news.merged(request.stream(), status);
    }

    private Target target(int source) {
        return servers.at(order.get(source));
    }
}
