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

/** Application of an origin: decides the requests of clients. Lives on the origin's event loop. */
final class OriginApplication implements ServerApplication {

    /**
     * Limit of remembered streams. Streams in use are always kept; connections bound their number.
     */
    private static final int MAX_STREAMS = 1000;

    private record StreamKey(String app, String name) {}

    private final OriginOptions options;
    private final EventLoop loop;
    private final Scheduler scheduler;
    private final ObjectStore store;
    private final @Nullable Recordings recordings;
    private final ServerSharedObjects objects;
    private final StateWaiters waiters = new StateWaiters();
    private final Set<ServerConnection> connections = new LinkedHashSet<>();
    private final Map<StreamKey, LiveStream> streams = new LinkedHashMap<>();

    OriginApplication(
            OriginOptions options, EventLoop loop, Scheduler scheduler, MemoryBudget memory)
            throws IOException {
        this.options = options;
        this.loop = loop;
        this.scheduler = scheduler;
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

    /** Closes the waiters and the object store. */
    void close() {
        waiters.close();
        store.close();
    }

    /** Waits until recordings are written to the disk. Must not be called on the event loop. */
    void closeDisk() {
        if (recordings != null) {
            recordings.close();
        }
    }

    StateWaiters waiters() {
        return waiters;
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
     * Plays a live stream or a recording. If there is neither, the player waits for a publisher,
     * unless the request is for recordings only. rtmpdump requests recordings only by default, so
     * such a request also gets a stream that is live.
     */
    @Override
    public void play(ServerConnection connection, ServerStream stream, ServerPlayRequest request) {
        String name = name(request.name());
        String app = stream.app();
        if (name.isEmpty()) {
            request.refuse(
                    ServerNetStatus.error(
                            "NetStream.Play.StreamNotFound", "The stream name is empty."));
        } else if (recordings == null
                || request.isLiveOnly()
                || (request.isLiveFirst() && isLive(app, name))) {
            stream(stream, name).play(stream, request, scheduler);
        } else {
            var _ =
                    recordings
                            .play(app, name)
                            .whenComplete(
                                    (recording, failure) -> {
                                        if (failure == null) {
                                            RecordedPlayer.play(
                                                    stream, request, name, recording, scheduler);
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
                            "The recording of " + name + " is not an FLV file."));
        } else if (request.isLiveFirst() || isLive(stream.app(), name)) {
            stream(stream, name).play(stream, request, scheduler);
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
        OriginMethod method = options.methods().get(call.method());
        if (method != null) {
            return method.call(call.arguments());
        }
        return switch (call.method()) {
            case "whoami" -> CompletableFuture.completedStage(BuiltinMethods.whoAmI(connection));
            case "listStreams" -> listStreams(connection.app());
            case "getStreamLength" -> streamLength(connection.app(), call.arguments());
            default ->
                    CompletableFuture.failedStage(
                            new IllegalArgumentException(
                                    "Method not found (" + call.method() + ")."));
        };
    }

    /** Returns the length of a recording in seconds, which FFmpeg requests before it plays one. */
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
        return recorded.thenApply(all -> BuiltinMethods.streams(app, state().streams(), all));
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
        waiters.changed(this::state);
    }

    private static String name(String nameAndQuery) {
        int query = nameAndQuery.indexOf('?');
        return query < 0 ? nameAndQuery : nameAndQuery.substring(0, query);
    }
}
