package io.multiconnection.gateway;

import static io.multiconnection.gateway.RequestChecks.check;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.media.PlayLength;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.DataEvent;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.MediaFrame;
import io.multiconnection.protocol.Request.Play;
import io.multiconnection.protocol.Request.Receive;
import io.multiconnection.protocol.Request.Seek;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.relay.FailoverListener;
import io.multiconnection.relay.FailoverPlayer;
import io.multiconnection.relay.PlayOptions;
import io.multiconnection.relay.RelayFrame;
import io.multiconnection.relay.StreamSource;
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
 * Play of one stream of a session, from one server at a time. A live stream comes from a relay that
 * all viewers on this gateway share; a recording is played on the session's own connection. Lives
 * on its session's event loop.
 */
final class Playback implements FailoverListener {

    private static final long DROP_STATUS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final String CLOSED = "the client closed the stream";
    private final Play request;
    private final Gateway gateway;
    private final EventLoop loop;
    private final ServerList servers;
    private final ClientLink client;
    private final EventWriter writer;
    private final InboundCalls inboundCalls;
    private final List<Integer> serverNumbers;
    private final FailoverPlayer player;
    private final ViewerQueue queue;
    private @Nullable UniEmitter<? super Fields> start;
    private boolean open = true;
    private long reportedDrops;
    private long dropStatusNanos = System.nanoTime() - DROP_STATUS_NANOS;

    /** Creates a play from servers that exist. */
    Playback(
            Play request,
            Gateway gateway,
            EventLoop loop,
            ServerList servers,
            ClientLink client,
            EventWriter writer,
            InboundCalls inboundCalls,
            MemoryAccount memory) {
        this.request = request;
        this.gateway = gateway;
        this.loop = loop;
        this.servers = servers;
        this.client = client;
        this.writer = writer;
        this.inboundCalls = inboundCalls;
        this.serverNumbers =
                request.servers().isEmpty()
                        ? servers.targets().stream().map(Target::number).toList()
                        : request.servers().stream().distinct().toList();
        this.player =
                new FailoverPlayer(
                        serverNumbers.stream().map(this::source).toList(),
                        loop,
                        new PlayOptions(
                                request.timeout(), request.isLive(), true, lengthMillis(request)),
                        gateway.metrics().plays(),
                        memory,
                        this);
        this.queue =
                new ViewerQueue(
                        gateway.limits().buffers().playBytes(),
                        gateway.metrics().plays(),
                        memory,
                        this::send);
    }

    /**
     * Returns the length at which the gateway ends a live stream: few servers do, but all end
     * recordings.
     */
    private static long lengthMillis(Play request) {
        return request.start() >= 0 || request.length() < 0
                ? PlayLength.ALL
                : Math.round(request.length() * 1000);
    }

    private StreamSource source(int number) {
        return (position, listener) -> {
            Target target = servers.at(number);
            if (!target.isConnected()) {
                listener.onEnd(new RtmpClientException(Kind.LOST, "not connected"));
                return StreamSource.Play.NONE;
            }
            String name = request.names().getOrDefault(number, request.name());
            return request.isLive() && gateway.sharesPlays()
                    ? gateway.relays().watch(servers.upstream(target, name), loop, listener)
                    : new DirectSource(target.connection(), playRequest(name, position), listener);
        };
    }

    /**
     * Returns the request to a server; a recording resumes at the position that another server
     * reached.
     */
    private PlayRequest playRequest(String name, int positionMillis) {
        double position = Integer.toUnsignedLong(positionMillis) / 1000.0;
        boolean resumes = request.start() >= 0 && position > request.start();
        double length = request.isLive() ? -1 : request.length();
        return new PlayRequest(
                name,
                resumes ? position : request.start(),
                resumes && length >= 0
                        ? Math.max(0, length - (position - request.start()))
                        : length,
                true,
                request.buffer());
    }

    /** Starts the play; completes when the first server plays. */
    Uni<Fields> begin() {
        return Uni.createFrom()
                .emitter(
                        emitter -> {
                            start = emitter;
                            if (open) {
                                player.begin();
                            } else {
                                fail(CLOSED, false);
                            }
                        });
    }

    /** Returns whether the play has neither ended nor failed. */
    boolean isOpen() {
        return open;
    }

    void pause(boolean paused) {
        if (request.isLive()) {
            queue.pause(paused);
        } else {
            player.play().pause(paused, player.position());
        }
    }

    /** Drops all frames while the client has no WebSocket. */
    void clientDetached() {
        queue.away();
    }

    /** Resumes at a clean start: the client may have lost the frames that were sent last. */
    void clientAttached() {
        queue.back();
    }

    void seek(Seek seek) {
        check(
                !request.isLive(),
                seek,
                ErrorCode.BAD_STATE,
                "seek in a live stream, expected a recording");
        player.play().seek((int) Math.round(seek.position() * 1000));
    }

    void receive(Receive receive) {
        Boolean audio = receive.audio();
        Boolean video = receive.video();
        if (audio != null) {
            queue.receiveAudio(audio);
            player.play().receiveAudio(audio);
        }
        if (video != null) {
            queue.receiveVideo(video);
            player.play().receiveVideo(video);
        }
    }

    void bufferTime(Duration buffer) {
        player.play().bufferTime(buffer);
    }

    /** Returns the number of the server in use; none during failover. */
    List<Integer> servers() {
        return serverNumbers.stream()
                .filter(number -> player.uses(serverNumbers.indexOf(number)))
                .toList();
    }

    /** Returns whether the play uses the connection of a target. */
    boolean uses(Target target) {
        return open && player.uses(serverNumbers.indexOf(target.number()));
    }

    /** Fails over from a server that has left. */
    void leave(Target target) {
        int source = serverNumbers.indexOf(target.number());
        if (open && source >= 0) {
            player.lost(source, new RtmpClientException(Kind.LOST, "the connection was lost"));
        }
    }

    /** Closes the play in order. */
    void close() {
        if (open) {
            open = false;
            player.close();
            queue.close();
            fail(CLOSED, false);
        }
    }

    private void fail(String why, boolean temporary) {
        UniEmitter<? super Fields> emitter = start;
        start = null;
        if (emitter != null) {
            emitter.fail(new RequestException(request.id(), ErrorCode.PLAY_FAILED, why, temporary));
        }
    }

    @Override
    public void onStatus(int source, NetStatus status) {
        Target target = target(source);
        writer.serverStatus(target, request.stream(), target.redactor().redact(status));
    }

    @Override
    public void onStart(int source) {
        Target target = target(source);
        merged(
                NetStatus.of("status", "NetStream.Play.Start", target.label() + " plays.")
                        .with("server", new AmfNumber(target.number())));
        UniEmitter<? super Fields> emitter = start;
        start = null;
        if (emitter != null) {
            emitter.complete(new Fields.Server(target.number()));
        }
    }

    @Override
    public void onFailover(int from, int to, long gapMillis) {
        String text = target(to).label() + " plays, after a gap of " + gapMillis + " ms.";
        merged(
                NetStatus.of("warning", "NetStream.Play.Failover", text)
                        .with("from", new AmfNumber(serverNumbers.get(from)))
                        .with("to", new AmfNumber(serverNumbers.get(to)))
                        .with("gap", new AmfNumber(gapMillis)));
    }

    /** Sends the statuses that a server sends at the end of a recording. */
    @Override
    public void onComplete(int source, long millis, long bytes) {
        open = false;
        queue.close();
        AmfObject info =
                AmfObject.of(
                                "level", new AmfString("status"),
                                "code", new AmfString("NetStream.Play.Complete"))
                        .with("duration", new AmfNumber(millis / 1000.0))
                        .with("bytes", new AmfNumber(bytes));
        writer.write(
                new DataEvent(
                        serverNumbers.get(source),
                        request.stream(),
                        0,
                        "onPlayStatus",
                        List.of(info)));
        merged(
                NetStatus.of(
                        "status", "NetStream.Play.Stop", "The requested length has been played."));
    }

    @Override
    public void onFailed(Map<Integer, RtmpClientException> faults) {
        open = false;
        queue.close();
        String why =
                faults.entrySet().stream()
                        .map(fault -> describe(fault.getKey(), fault.getValue()))
                        .collect(Collectors.joining("; "));
        merged(NetStatus.of("error", "NetStream.Play.Failed", why));
        fail(
                why,
                faults.entrySet().stream().anyMatch(it -> isTemporary(it.getKey(), it.getValue())));
    }

    private boolean isTemporary(int source, RtmpClientException fault) {
        return FaultCauses.of(fault, true).isOutage() && !target(source).hasRefused();
    }

    private String describe(int source, RtmpClientException fault) {
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
                queue.offer(frame, timestamp, client.unreadMedia());
                reportDrops();
            }
        }
    }

    private void data(Target target, RelayFrame frame, int timestamp) {
        if (target.server().sharesValues()) {
            List<AmfValue> message = target.redactor().redact(frame.data());
            inboundCalls.streamData(target, request.stream(), timestamp, message);
        }
    }

    private void send(RelayFrame frame, int timestamp) {
        byte[] message = MediaFrame.begin(frame.type(), request.stream(), timestamp, frame.bytes());
        frame.copyBody(message, MediaFrame.HEADER_BYTES);
        client.sendMedia(message);
    }

    /** Reports dropped frames, at most once a second. */
    private void reportDrops() {
        long dropped = queue.dropped();
        long now = System.nanoTime();
        if (dropped > reportedDrops && now - dropStatusNanos >= DROP_STATUS_NANOS) {
            reportedDrops = dropped;
            dropStatusNanos = now;
            String text = dropped + " frames were dropped: the client reads too slowly.";
            merged(
                    NetStatus.of("warning", "NetStream.Play.InsufficientBW", text)
                            .with("dropped", new AmfNumber(dropped)));
        }
    }

    private void merged(NetStatus status) {
        writer.mergedStatus(request.stream(), status);
    }

    private Target target(int source) {
        return servers.at(serverNumbers.get(source));
    }
}
