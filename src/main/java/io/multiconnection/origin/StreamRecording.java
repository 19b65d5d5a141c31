package io.multiconnection.origin;

import io.multiconnection.amf.Amf0Writer;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.media.FlvTag;
import io.multiconnection.media.FrameRole;
import io.multiconnection.recordings.Recorder;
import io.multiconnection.recordings.Recordings;
import io.multiconnection.rtmp.server.ServerNetStatus;
import io.multiconnection.rtmp.server.ServerStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * Recording of a publication, with the statuses that its publisher receives about it. A failure of
 * the recording does not end the publication.
 */
final class StreamRecording implements Recorder.Listener {

    private final ServerStream publisher;
    private final String name;
    private final Runnable changed;
    private final Recorder recorder;
    private boolean running = true;

    /**
     * Starts a recording.
     *
     * @param changed called when the recording has ended
     */
    StreamRecording(
            Recordings recordings,
            ServerStream publisher,
            String name,
            boolean append,
            Runnable changed) {
        this.publisher = publisher;
        this.name = name;
        this.changed = changed;
        this.recorder = recordings.record(publisher.app(), name, append, this);
    }

    /** Returns whether the file is not complete yet. */
    boolean isRunning() {
        return running;
    }

    /**
     * Records audio or video.
     *
     * @param type {@link FlvTag#AUDIO} or {@link FlvTag#VIDEO}
     * @param body borrowed
     */
    void write(int type, FrameRole role, int timestamp, ByteBuf body) {
        recorder.write(type, role.isMedia(), timestamp, body);
    }

    /** Records a data message. */
    void write(int timestamp, List<AmfValue> values) {
        ByteBuf body = Unpooled.buffer();
        Amf0Writer writer = new Amf0Writer(body);
        values.forEach(writer::write);
        recorder.write(FlvTag.DATA, false, timestamp, body);
    }

    /** Ends the recording with the publication. */
    void close() {
        recorder.close();
    }

    @Override
    public void started() {
        publisher.tell(ServerNetStatus.status("NetStream.Record.Start", "Recording " + name + "."));
    }

    @Override
    public void stopped() {
        end(ServerNetStatus.status("NetStream.Record.Stop", name + " is recorded."));
    }

    @Override
    public void failed(boolean overQuota, String why) {
        end(
                ServerNetStatus.error(
                        overQuota
                                ? "NetStream.Record.DiskQuotaExceeded"
                                : "NetStream.Record.Failed",
                        name + " is no longer recorded: " + why));
    }

    private void end(ServerNetStatus status) {
        running = false;
        publisher.tell(status);
        changed.run();
    }
}
