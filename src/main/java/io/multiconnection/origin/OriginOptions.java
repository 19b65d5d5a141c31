package io.multiconnection.origin;

import io.multiconnection.recordings.RecordingLimits;
import io.multiconnection.rtmp.server.ServerLimits;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Options of an {@link Origin}.
 *
 * @param host address or name to listen on
 * @param port port to listen on; 0 for any free one
 * @param refusedApps applications that refuse every connection
 * @param refusedStreams stream names that cannot be published, with or without their query
 * @param methods methods that clients may call, by name
 * @param limits limits of each client
 * @param folder folder of persistent shared objects and recordings, used by this origin only and
 *     created if it does not exist; null for none: objects are lost with the origin, and nothing is
 *     recorded
 * @param recordings limits of recordings
 */
public record OriginOptions(
        String host,
        int port,
        Set<String> refusedApps,
        Set<String> refusedStreams,
        Map<String, OriginMethod> methods,
        ServerLimits limits,
        @Nullable Path folder,
        RecordingLimits recordings) {

    /**
     * Any free port of 127.0.0.1, nothing refused, and the methods {@code echo}, {@code add} and
     * {@code getTime}. Every origin also has {@code whoami}, {@code listStreams} and {@code
     * getStreamLength}, unless its options define methods of these names.
     */
    public static final OriginOptions DEFAULT =
            new OriginOptions(
                    "127.0.0.1",
                    0,
                    Set.of(),
                    Set.of(),
                    BuiltinMethods.ALL,
                    ServerLimits.DEFAULT,
                    null,
                    RecordingLimits.DEFAULT);

    public OriginOptions {
        refusedApps = Set.copyOf(refusedApps);
        refusedStreams = Set.copyOf(refusedStreams);
        methods = Map.copyOf(methods);
    }

    /** Returns these options with another address; port 0 for any free one. */
    public OriginOptions on(String newHost, int newPort) {
        return new OriginOptions(
                newHost, newPort, refusedApps, refusedStreams, methods, limits, folder, recordings);
    }

    /** Returns these options with one more refused application. */
    public OriginOptions refusingApp(String app) {
        Set<String> apps = new HashSet<>(refusedApps);
        apps.add(app);
        return new OriginOptions(
                host, port, apps, refusedStreams, methods, limits, folder, recordings);
    }

    /** Returns these options with one more refused stream name or key. */
    public OriginOptions refusingStream(String name) {
        Set<String> names = new HashSet<>(refusedStreams);
        names.add(name);
        return new OriginOptions(
                host, port, refusedApps, names, methods, limits, folder, recordings);
    }

    /** Returns these options with one more method, which replaces any method of the same name. */
    public OriginOptions answering(String name, OriginMethod method) {
        Map<String, OriginMethod> all = new HashMap<>(methods);
        all.put(name, method);
        return new OriginOptions(
                host, port, refusedApps, refusedStreams, all, limits, folder, recordings);
    }

    /** Returns these options with a folder for persistent shared objects and recordings. */
    public OriginOptions keepingIn(Path newFolder) {
        return new OriginOptions(
                host, port, refusedApps, refusedStreams, methods, limits, newFolder, recordings);
    }

    /** Returns these options with other limits of recordings. */
    public OriginOptions recordingWithin(RecordingLimits newLimits) {
        return new OriginOptions(
                host, port, refusedApps, refusedStreams, methods, limits, folder, newLimits);
    }

    /** Returns these options with other limits of clients. */
    public OriginOptions within(ServerLimits newLimits) {
        return new OriginOptions(
                host, port, refusedApps, refusedStreams, methods, newLimits, folder, recordings);
    }
}
