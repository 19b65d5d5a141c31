package io.multiconnection.origin;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.media.FlvException;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.objects.ObjectLog;
import io.multiconnection.objects.ObjectStore;
import io.multiconnection.objects.ServerSharedObjects;
import io.multiconnection.recordings.RecordingInfo;
import io.multiconnection.recordings.Recordings;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.server.ServerApplication;
import io.multiconnection.rtmp.server.ServerCall;
import io.multiconnection.rtmp.server.ServerConnectRequest;
import io.multiconnection.rtmp.server.ServerConnection;
import io.multiconnection.rtmp.server.ServerNetStatus;
import io.multiconnection.rtmp.server.ServerPlayRequest;
import io.multiconnection.rtmp.server.ServerPublishRequest;
import io.multiconnection.rtmp.server.ServerStream;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What an origin lets its clients do. Lives on its event loop. */
final class OriginApplication implements ServerApplication {

    /**
     * Streams that are remembered; those in use are never forgotten, and bounded by their users.
     */
    private static final int MAX_STREAMS = 1000;

    private record StreamKey(String app, String name) {}

    private final Origin.Options options;
    private final EventLoop loop;
    private final Scheduler time;
    private final ObjectStore store;
    private final @Nullable Recordings recordings;
    private final ServerSharedObjects objects;
    private final StateWaiters watchers = new StateWaiters();
    private final Set<ServerConnection> connections = new LinkedHashSet<>();
    private final Map<StreamKey, LiveStream> streams = new LinkedHashMap<>();

    OriginApplication(Origin.Options options, EventLoop loop, Scheduler time, MemoryBudget memory)
            throws IOException {
        this.options = options;
        this.loop = loop;
        this.time = time;
        this.recordings =
                options.folder() == null
                        ? null
                        : Recordings.open(
                                options.folder().resolve("recordings"),
                                options.recordings(),
                                loop,
                                memory);
        List<ObjectStore.Entry> kept = new ArrayList<>();
        this.store =
                options.folder() == null
                        ? ObjectStore.NONE
                        : ObjectLog.open(
                                options.folder(), loop, options.limits().rtmp(), kept::add);
        this.objects = new ServerSharedObjects(options.limits().sharedObjects(), store);
        kept.forEach(objects::restore);
    }

    /** Nothing happens any more. */
    void close() {
        watchers.close();
        store.close();
    }

    /** Waits until what was recorded is on the disk. Not on the event loop. */
    void closeDisk() {
        if (recordings != null) {
            recordings.close();
        }
    }

    StateWaiters watchers() {
        return watchers;
    }

    void forEachClient(String app, Consumer<ServerConnection> action) {
        connections.stream().filter(client -> client.app().equals(app)).toList().forEach(action);
    }

    void set(String app, String object, String slot, AmfValue value) {
        objects.set(app, object, true, slot, value);
    }

    OriginState state() {
        return new OriginState(
                connections.size(), streams.values().stream().map(LiveStream::info).toList());
    }

    @Override
    public void connect(ServerConnection connection, ServerConnectRequest request) {
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

    @Override
    public void publish(
            ServerConnection connection, ServerStream stream, ServerPublishRequest request) {
        String name = name(request.name());
        if (name.isEmpty()
                || options.refusedStreams().contains(name)
                || options.refusedStreams().contains(request.name())) {
            request.refuse(
                    ServerNetStatus.error(
                            "NetStream.Publish.Denied", "This stream name is refused here."));
            return;
        }
        switch (request.mode()) {
            case "live" -> stream(stream, name).publish(request, Optional::empty);
            case "record" -> record(stream, request, name, false);
            case "append" -> record(stream, request, name, true);
            default ->
                    request.refuse(
                            ServerNetStatus.error(
                                    "NetStream.Record.NoAccess",
                                    "Publishing as %s is refused, expected live, record or append."
                                            .formatted(request.mode())));
        }
    }

    private void record(
            ServerStream stream, ServerPublishRequest request, String name, boolean append) {
        if (recordings == null) {
            request.refuse(
                    ServerNetStatus.error(
                            "NetStream.Record.Failed", "This server has no folder to record in."));
            return;
        }
        try {
            recordings.check(stream.app(), name);
        } catch (IllegalArgumentException e) {
            request.refuse(
                    ServerNetStatus.error(
                            "NetStream.Publish.BadName", "No recording: " + e.getMessage() + "."));
            return;
        }
        stream(stream, name)
                .publish(
                        request,
                        () ->
                                Optional.of(
                                        new StreamRecording(
                                                recordings, stream, name, append, this::changed)));
    }

    /**
     * Who plays a stream that nobody publishes, and of which there is no recording, waits for it;
     * unless only the recording was asked for. rtmpdump asks for that unless it is told otherwise,
     * so a live stream serves, too.
     */
    @Override
    public void play(ServerConnection connection, ServerStream stream, ServerPlayRequest request) {
        String name = name(request.name());
        String app = stream.app();
        if (name.isEmpty()) {
            request.refuse(
                    ServerNetStatus.error("NetStream.Play.StreamNotFound", "A stream has a name."));
        } else if (recordings == null
                || request.isLiveOnly()
                || (request.isLiveFirst() && isLive(app, name))) {
            stream(stream, name).play(stream, request, time);
        } else {
            var _ =
                    recordings
                            .play(app, name)
                            .whenComplete(
                                    (recording, failure) -> {
                                        if (failure == null) {
                                            RecordedPlayer.play(
                                                    stream, request, name, recording, time);
                                        } else {
                                            playUnrecorded(stream, request, name, failure);
                                        }
                                    });
        }
    }

    private void playUnrecorded(
            ServerStream stream, ServerPlayRequest request, String name, Throwable failure) {
        if (failure instanceof FlvException) {
            request.refuse(
                    ServerNetStatus.error(
                            "NetStream.Play.FileStructureInvalid",
                            "The recording of " + name + " is no FLV file."));
        } else if (request.isLiveFirst() || isLive(stream.app(), name)) {
            stream(stream, name).play(stream, request, time);
        } else {
            request.refuse(
                    ServerNetStatus.error(
                            "NetStream.Play.StreamNotFound",
                            "There is no recording of " + name + "."));
        }
    }

    private boolean isLive(String app, String name) {
        LiveStream stream = streams.get(new StreamKey(app, name));
        return stream != null && stream.isLive();
    }

    @Override
    public void call(ServerConnection connection, ServerCall call) {
        var _ =
                answer(connection, call)
                        .whenCompleteAsync((value, failure) -> answer(call, value, failure), loop);
    }

    private CompletionStage<AmfValue> answer(ServerConnection connection, ServerCall call) {
        Origin.Method method = options.methods().get(call.method());
        if (method != null) {
            return method.call(call.arguments());
        }
        return switch (call.method()) {
            case "whoami" -> CompletableFuture.completedStage(Questions.whoAmI(connection));
            case "listStreams" -> listStreams(connection.app());
            case "getStreamLength" -> streamLength(connection.app(), call.arguments());
            default ->
                    CompletableFuture.failedStage(
                            new IllegalArgumentException(
                                    "Method not found (" + call.method() + ")."));
        };
    }

    /** FFmpeg asks for it before it plays a recording. */
    private CompletionStage<AmfValue> streamLength(String app, List<AmfValue> arguments) {
        return recordings != null
                        && !arguments.isEmpty()
                        && arguments.getFirst() instanceof AmfString(String name)
                ? recordings
                        .duration(app, name(name))
                        .thenApply(millis -> new AmfNumber(millis / 1000.0))
                : CompletableFuture.completedStage(new AmfNumber(0));
    }

    private CompletionStage<AmfValue> listStreams(String app) {
        CompletionStage<List<RecordingInfo>> recorded =
                recordings == null
                        ? CompletableFuture.completedStage(List.of())
                        : recordings.list(app);
        return recorded.thenApply(all -> Questions.streams(app, state().streams(), all));
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
        StreamKey key = new StreamKey(client.app(), name);
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
