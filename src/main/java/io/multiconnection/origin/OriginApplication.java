package io.multiconnection.origin;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.objects.ObjectLog;
import io.multiconnection.objects.ObjectStore;
import io.multiconnection.objects.SharedObjects;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.server.ConnectRequest;
import io.multiconnection.rtmp.server.NetStatus;
import io.multiconnection.rtmp.server.PlayRequest;
import io.multiconnection.rtmp.server.PublishRequest;
import io.multiconnection.rtmp.server.ServerApplication;
import io.multiconnection.rtmp.server.ServerCall;
import io.multiconnection.rtmp.server.ServerConnection;
import io.multiconnection.rtmp.server.ServerStream;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** What an origin lets its clients do. Lives on its event loop. */
final class OriginApplication implements ServerApplication {

    /**
     * Streams that are remembered; those in use are never forgotten, and bounded by their users.
     */
    private static final int MAX_STREAMS = 1000;

    private record StreamKey(String app, String name) {}

    private final Origin.Options options;
    private final EventLoop loop;
    private final ObjectStore store;
    private final SharedObjects objects;
    private final Watchers watchers = new Watchers();
    private final Set<ServerConnection> connections = new LinkedHashSet<>();
    private final Map<StreamKey, LiveStream> streams = new LinkedHashMap<>();

    OriginApplication(Origin.Options options, EventLoop loop) throws IOException {
        this.options = options;
        this.loop = loop;
        List<ObjectStore.Entry> kept = new ArrayList<>();
        this.store =
                options.folder() == null
                        ? ObjectStore.NONE
                        : ObjectLog.open(
                                options.folder(), loop, options.limits().rtmp(), kept::add);
        this.objects = new SharedObjects(options.limits().sharedObjects(), store);
        kept.forEach(objects::restore);
    }

    /** Nothing happens any more. */
    void close() {
        watchers.close();
        store.close();
    }

    Watchers watchers() {
        return watchers;
    }

    void forEachClient(String app, Consumer<ServerConnection> action) {
        connections.stream().filter(client -> client.app().equals(app)).toList().forEach(action);
    }

    OriginState state() {
        return new OriginState(
                connections.size(), streams.values().stream().map(LiveStream::info).toList());
    }

    @Override
    public void connect(ServerConnection connection, ConnectRequest request) {
        if (options.refusedApps().contains(request.app())) {
            connection.reject("The application " + request.app() + " is refused here.");
        } else {
            connections.add(connection);
            connection.accept();
            changed();
        }
    }

    @Override
    public void disconnected(ServerConnection connection) {
        connections.remove(connection);
        objects.disconnected(connection);
        changed();
    }

    /**
     * Recording is refused, and so is appending to a recording: this origin has no disk, and a
     * publisher that is told Record.Start would believe it has.
     */
    @Override
    public void publish(ServerStream stream, PublishRequest request) {
        String name = name(request.name());
        if (name.isEmpty()
                || options.refusedStreams().contains(name)
                || options.refusedStreams().contains(request.name())) {
            request.refuse(
                    NetStatus.error(
                            "NetStream.Publish.Denied", "This stream name is refused here."));
        } else if (!request.mode().equals("live")) {
            request.refuse(
                    NetStatus.error(
                            "NetStream.Record.NoAccess",
                            "Publishing as " + request.mode() + " is refused, expected live."));
        } else {
            stream(stream, name).publish(request);
        }
    }

    /**
     * All streams are live, whatever start the client asks for: rtmpdump asks for a recording
     * unless it is told otherwise. Who plays a stream that nobody publishes waits for it.
     */
    @Override
    public void play(ServerStream stream, PlayRequest request) {
        String name = name(request.name());
        if (name.isEmpty()) {
            request.refuse(
                    NetStatus.error("NetStream.Play.StreamNotFound", "A stream has a name."));
        } else {
            stream(stream, name).play(stream, request);
        }
    }

    @Override
    public void call(ServerConnection connection, ServerCall call) {
        Origin.Method method = options.methods().get(call.method());
        if (method == null) {
            call.error("Method not found (" + call.method() + ").");
            return;
        }
        var _ =
                method.call(call.arguments())
                        .whenCompleteAsync((value, failure) -> answer(call, value, failure), loop);
    }

    @Override
    public void sharedObject(ServerConnection connection, SharedObjectMessage message) {
        objects.received(connection, message);
    }

    private static void answer(ServerCall call, AmfValue value, Throwable failure) {
        if (failure == null) {
            call.result(value);
        } else {
            call.error(String.valueOf(failure.getMessage()));
        }
    }

    private LiveStream stream(ServerStream client, String name) {
        StreamKey key = new StreamKey(client.connection().app(), name);
        LiveStream stream = streams.get(key);
        if (stream == null) {
            forgetIdle();
            stream = new LiveStream(key.app(), key.name(), this::changed);
            streams.put(key, stream);
        }
        return stream;
    }

    private void forgetIdle() {
        Iterator<LiveStream> oldest = streams.values().iterator();
        while (streams.size() >= MAX_STREAMS && oldest.hasNext()) {
            if (oldest.next().isIdle()) {
                oldest.remove();
            }
        }
    }

    private void changed() {
        watchers.changed(this::state);
    }

    private static String name(String nameAndQuery) {
        int query = nameAndQuery.indexOf('?');
        return query < 0 ? nameAndQuery : nameAndQuery.substring(0, query);
    }
}
