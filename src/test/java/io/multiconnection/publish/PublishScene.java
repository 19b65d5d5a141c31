package io.multiconnection.publish;

import io.multiconnection.CountedBuffers;
import io.multiconnection.Hex;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.gateway.MemoryChannel;
import io.multiconnection.gateway.MemoryServer;
import io.multiconnection.gateway.Names;
import io.multiconnection.log.LogSubject;
import io.multiconnection.media.TagClassifier;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.protocol.GatewayMessage.Retry;
import io.multiconnection.protocol.MediaFrame;
import io.multiconnection.protocol.Request.Publish;
import io.multiconnection.protocol.Request.PublishMode;
import io.multiconnection.protocol.ServerState;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.client.ConnectRequest;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.HostRateLimiter;
import io.multiconnection.rtmp.client.LivenessTimeouts;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.target.AllowList;
import io.multiconnection.target.BackoffPolicy;
import io.multiconnection.target.Destination;
import io.multiconnection.target.DestinationResolver;
import io.multiconnection.target.LeaveReason;
import io.multiconnection.target.ReconnectRequest;
import io.multiconnection.target.ReconnectSchedule;
import io.multiconnection.target.ServerEventSender;
import io.multiconnection.target.ServerSlot;
import io.multiconnection.target.SessionEventBudget;
import io.multiconnection.target.StreamNames;
import io.multiconnection.target.Target;
import io.multiconnection.target.TargetCall;
import io.multiconnection.target.TargetMetrics;
import io.multiconnection.target.WriteGuard;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One published stream with real connections to servers in memory, on a clock the test moves. */
final class PublishScene implements FanOut.Listener, Target.Listener, AutoCloseable {

    /** Bytes and milliseconds of a send queue. */
    static final QueueLimits LIMITS = new QueueLimits(10_000, 1000);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final DestinationResolver DESTINATIONS =
            new DestinationResolver(new AllowList(List.of("*")), _ -> true, Map.of(), 16);

    /** Server with the messages it received: role and timestamp of media, names of data. */
    final class Server {

        final List<String> received = new ArrayList<>();
        private final MemoryServer memoryServer = new MemoryServer(buffers, this::receive);
        private final TagClassifier classifier = new TagClassifier();
        final Target target;

        private Server(int number) {
            Destination home =
                    DESTINATIONS.named(
                            "rtmp://s"
                                    + number
                                    + ".example:"
                                    + MemoryServer.Manner.HONEST.port()
                                    + "/live");
            target =
                    new Target(
                            slot(number, home),
                            home,
                            loop,
                            PublishScene.this,
                            TargetMetrics.NONE,
                            () -> LogSubject.ofServer(home.server().url().server()));
        }

        private void receive(RtmpMessage message) {
            switch (message.payload()) {
                case Audio(ByteBuf body) -> note(classifier.audio(body).role(), message);
                case Video(ByteBuf body) -> note(classifier.video(body).role(), message);
                case Data data when data.values().getFirst() instanceof AmfString(String name) ->
                        received.add(name);
                default -> {}
            }
        }

        private void note(Object role, RtmpMessage message) {
            received.add(role + " " + message.timestamp());
        }

        int writes() {
            return memoryServer.writes();
        }

        /** Stops to read, or reads all that waits. */
        void stall(boolean stalls) {
            memoryServer.stall(stalls);
            settle();
        }

        /** Connects, joins the stream, and publishes it if publish was requested. */
        void join() {
            servers.put(target.number(), this);
            Dialer dialer =
                    new Dialer(
                            () -> new MemoryChannel(memoryServer, buffers.allocator()),
                            Names.ofEverything(),
                            tls(),
                            RtmpLimits.DEFAULT,
                            LivenessTimeouts.DEFAULT,
                            new HostRateLimiter(Duration.ZERO));
            fanOut.join(target);
            target.connect(
                    dialer,
                    this,
                    new ConnectRequest(
                            target.server().url(),
                            Map.of(),
                            List.of(),
                            TIMEOUT,
                            target.destination().addresses(),
                            RtmpMemory.unlimited()));
            settle();
        }
    }

    final List<ServerState> states = new ArrayList<>();
    int keyframeRequests;
    private final EmbeddedChannel time = new EmbeddedChannel();
    private final EventLoop loop = time.eventLoop();
    private final CountedBuffers buffers = new CountedBuffers();
    private final MemoryAccount memory =
            MemoryBudget.unlimited().open(null, Runnable::run, _ -> {});
    private final Map<Integer, Server> servers = new HashMap<>();
    private long nanos;
    final FanOut fanOut;

    PublishScene() {
        this(LIMITS);
    }

    PublishScene(QueueLimits limits) {
        fanOut = new FanOut(1, loop, limits, memory, this, () -> nanos);
        time.freezeTime();
    }

    private ServerSlot slot(int number, Destination home) {
        return new ServerSlot(
                number,
                home,
                new StreamNames(Map.of()),
                recovery(() -> {}),
                new ServerEventSender(
                        number,
                        new SessionEventBudget(1 << 20, 100, () -> 1, 0).ofServer(0),
                        loop,
                        () -> nanos,
                        _ -> {},
                        _ -> {}),
                new WriteGuard(() -> nanos, _ -> {}));
    }

    private static SslContext tls() {
        try {
            return SslContextBuilder.forClient().build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Creates a server that is not connected. */
    Server server(int number) {
        return new Server(number);
    }

    /** Requests publish; the client waits for the response. */
    PublishScene requestPublish() {
        fanOut.publish(new Publish(1, 1, "show", Map.of(), PublishMode.LIVE, TIMEOUT));
        return this;
    }

    /** Requests publish, whose response the client has. */
    PublishScene publish() {
        requestPublish().fanOut.answered();
        return this;
    }

    PublishScene video(int timestamp, String body) {
        return offer(MediaFrame.Kind.VIDEO, timestamp, body);
    }

    PublishScene audio(int timestamp, String body) {
        return offer(MediaFrame.Kind.AUDIO, timestamp, body);
    }

    private PublishScene offer(MediaFrame.Kind kind, int timestamp, String body) {
        read(kind, timestamp, body);
        endOfRead();
        return this;
    }

    /** Offers a frame of a read that has not ended. */
    void read(MediaFrame.Kind kind, int timestamp, String body) {
        ByteBuf bytes = Hex.hex(body);
        fanOut.offer(new MediaFrame(kind, 1, timestamp, bytes));
        bytes.release();
    }

    void endOfRead() {
        fanOut.endOfRead();
        settle();
    }

    PublishScene data(String handler, AmfValue... values) {
        fanOut.send(handler, List.of(values));
        settle();
        return this;
    }

    void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
        time.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        time.runScheduledPendingTasks();
        settle();
    }

    void settle() {
        time.runPendingTasks();
    }

    @Override
    public void changed(Target target, @Nullable LeaveReason reason, @Nullable Retry retry) {
        states.add(target.state());
    }

    @Override
    public void left(Target target) {
        fanOut.leave(target);
    }

    @Override
    public void ownStatus(Target target, NetStatus status) {}

    @Override
    public void status(Target target, NetStatus status) {}

    @Override
    public void reconnectRequested(Target target, ReconnectRequest request) {}

    @Override
    public void called(Target target, TargetCall call) {}

    @Override
    public void data(Target target, String handler, List<AmfValue> arguments) {}

    @Override
    public void status(FanOut stream, Target target, NetStatus status) {}

    @Override
    public void overLimit(FanOut stream, String text) {}

    @Override
    public void wantKeyframe(FanOut stream) {
        keyframeRequests++;
    }

    @Override
    public boolean isUsed(Target target) {
        return false;
    }

    @Override
    public void begins() {}

    @Override
    public ReconnectSchedule recovery(Runnable attempt) {
        return new ReconnectSchedule(
                BackoffPolicy.DEFAULT, loop, ReconnectSchedule.Timing.SYSTEM, attempt);
    }

    @Override
    public void isWithout(
            int stream, Target target, RtmpClientException failure, @Nullable Retry retry) {}

    /** Closes everything, and checks that no buffer of a connection is left. */
    @Override
    public void close() {
        servers.values().forEach(server -> server.stall(false));
        fanOut.close();
        servers.values().forEach(server -> server.target.close());
        settle();
        pass(60_000);
        time.finishAndReleaseAll();
        buffers.assertAllReleased();
    }
}
