package io.multiconnection.target;

import static java.util.Map.entry;

import io.multiconnection.rtmp.client.NetStatus;
import java.util.Map;
import java.util.Set;

/**
 * Statuses of a server that holds secrets, in the words of the gateway: a code that Flash or
 * Enhanced RTMP defines, with the gateway's own description, and nothing else that the server sent.
 * A text from which only secrets are removed would confirm a guess that the server repeats.
 */
final class GenericStatus {

    private static final Set<String> LEVELS = Set.of("status", "warning", "error");

    private static final Map<String, String> DESCRIPTIONS =
            Map.ofEntries(
                    entry("NetConnection.Call.BadVersion", "The encoding of a call is unknown."),
                    entry("NetConnection.Call.Failed", "A call failed."),
                    entry("NetConnection.Call.Prohibited", "A call is not allowed."),
                    entry("NetConnection.Connect.AppShutdown", "The application shuts down."),
                    entry("NetConnection.Connect.Closed", "The connection was closed."),
                    entry("NetConnection.Connect.Failed", "The connection failed."),
                    entry("NetConnection.Connect.IdleTimeout", "The connection was idle too long."),
                    entry("NetConnection.Connect.InvalidApp", "The application does not exist."),
                    entry(
                            "NetConnection.Connect.NetworkChange",
                            "The network of the connection has changed."),
                    entry(
                            "NetConnection.Connect.ReconnectRequest",
                            "The server asks for a new connection."),
                    entry("NetConnection.Connect.Rejected", "The connection was refused."),
                    entry("NetConnection.Connect.Success", "Connection succeeded."),
                    entry("NetStream.Buffer.Empty", "The buffer is empty."),
                    entry("NetStream.Buffer.Flush", "The rest of the buffer is played."),
                    entry("NetStream.Buffer.Full", "The buffer is full."),
                    entry("NetStream.Connect.Closed", "The stream was closed."),
                    entry("NetStream.Connect.Failed", "The stream failed."),
                    entry("NetStream.Connect.Rejected", "The stream was refused."),
                    entry("NetStream.Connect.Success", "The stream is open."),
                    entry("NetStream.Failed", "The stream failed."),
                    entry("NetStream.Pause.Notify", "The stream is paused."),
                    entry("NetStream.Play.Complete", "The stream was played to its end."),
                    entry("NetStream.Play.Failed", "The stream cannot be played."),
                    entry("NetStream.Play.FileStructureInvalid", "The recording is damaged."),
                    entry("NetStream.Play.InsufficientBW", "The client reads too slowly."),
                    entry("NetStream.Play.NoSupportedTrackFound", "The stream has no known track."),
                    entry("NetStream.Play.PublishNotify", "The stream is published."),
                    entry("NetStream.Play.Reset", "The playlist was reset."),
                    entry("NetStream.Play.Start", "The stream plays."),
                    entry("NetStream.Play.Stop", "The stream stopped."),
                    entry("NetStream.Play.StreamNotFound", "The stream does not exist."),
                    entry("NetStream.Play.Switch", "The playlist goes on."),
                    entry("NetStream.Play.Transition", "The stream changes its bitrate."),
                    entry(
                            "NetStream.Play.TransitionComplete",
                            "The stream has changed its bitrate."),
                    entry("NetStream.Play.UnpublishNotify", "The stream is no longer published."),
                    entry("NetStream.Publish.BadName", "The stream cannot be published."),
                    entry("NetStream.Publish.Denied", "Publishing is not allowed."),
                    entry("NetStream.Publish.Failed", "Publishing failed."),
                    entry("NetStream.Publish.Idle", "No media has come for a while."),
                    entry("NetStream.Publish.Rejected", "Publishing was refused."),
                    entry("NetStream.Publish.Start", "The stream is published."),
                    entry("NetStream.Record.AlreadyExists", "A recording of this name exists."),
                    entry("NetStream.Record.DiskQuotaExceeded", "There is no room to record."),
                    entry("NetStream.Record.Failed", "Recording failed."),
                    entry("NetStream.Record.NoAccess", "Recording is not allowed."),
                    entry("NetStream.Record.Start", "The stream is recorded."),
                    entry("NetStream.Record.Stop", "Recording ended."),
                    entry("NetStream.Seek.Complete", "The position has changed."),
                    entry("NetStream.Seek.Failed", "The position cannot be changed."),
                    entry("NetStream.Seek.InvalidTime", "The position does not exist."),
                    entry("NetStream.Seek.Notify", "The position changes."),
                    entry("NetStream.Step.Notify", "The stream was moved by frames."),
                    entry("NetStream.Unpause.Notify", "The stream goes on."),
                    entry("NetStream.Unpublish.Success", "The stream is no longer published."),
                    entry("NetStream.Video.DimensionChange", "The resolution has changed."),
                    entry("SharedObject.BadPersistence", "The persistence is not the object's."),
                    entry("SharedObject.Flush.Failed", "The object was not stored."),
                    entry("SharedObject.Flush.Success", "The object was stored."),
                    entry("SharedObject.NoReadAccess", "Reading the object is not allowed."),
                    entry("SharedObject.NoWriteAccess", "Writing the object is not allowed."),
                    entry("SharedObject.ObjectCreationFailed", "The object was not made."),
                    entry("SharedObject.UriMismatch", "The object belongs to another server."));

    private GenericStatus() {}

    /** Returns the status that a client may receive in place of {@code said}. */
    static NetStatus of(NetStatus said) {
        String level = LEVELS.contains(said.level()) ? said.level() : "status";
        String description = DESCRIPTIONS.get(said.code());
        return description == null ? unknown(level) : NetStatus.of(level, said.code(), description);
    }

    private static NetStatus unknown(String level) {
        String code =
                switch (level) {
                    case "error" -> "NetConnection.Server.Error";
                    case "warning" -> "NetConnection.Server.Warning";
                    default -> "NetConnection.Server.Status";
                };
        return NetStatus.of(level, code, "The server said something that is not passed on.");
    }
}
