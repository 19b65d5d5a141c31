package io.multiconnection.load;

import io.multiconnection.rtmp.client.NetConnection;
import io.multiconnection.rtmp.client.NetConnectionListener;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.NetStream;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** RTMP client that uses one stream. Lives on its event loop. */
abstract class RtmpStreamClient implements NetStream.Listener, NetConnectionListener {

    private final RtmpConnector connector;
    private final EventLoop loop;
    private final String name;
    private @Nullable NetConnection connection;
    private @Nullable NetStream stream;

    RtmpStreamClient(RtmpConnector connector, String name) {
        this.connector = connector;
        this.loop = connector.loop();
        this.name = name;
    }

    /** Publishes or plays the stream of this name. */
    abstract Uni<NetStatus> use(NetStream created, String streamName);

    public EventLoop loop() {
        return loop;
    }

    NetStream stream() {
        return stream;
    }

    public CompletableFuture<Void> open() {
        CompletableFuture<Void> opened = new CompletableFuture<>();
        loop.execute(
                () ->
                        connector
                                .connect(loop, this)
                                .chain(this::connected)
                                .subscribe()
                                .with(_ -> opened.complete(null), opened::completeExceptionally));
        return opened;
    }

    private Uni<NetStatus> connected(NetConnection made) {
        connection = made;
        stream = made.newStream(this);
        return use(stream, name);
    }

    public void close() {
        loop.execute(connection::close);
    }

    @Override
    public void onStatus(NetStatus status) {}

    @Override
    public void onEnded(RtmpClientException fault) {
        throw fault;
    }

    @Override
    public void onLost(RtmpClientException fault) {}
}
