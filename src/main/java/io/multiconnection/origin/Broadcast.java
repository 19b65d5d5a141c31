package io.multiconnection.origin;

import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.media.FlvTag;
import io.multiconnection.origin.Frame.Role;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.server.Publication;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one publisher sends, from publish to its end: handed on to the stream's players, counted,
 * and recorded if the publisher asked for that.
 */
final class Broadcast implements Publication {

    private final LiveStream stream;
    private final Prelude prelude = new Prelude();
    private @Nullable Tape tape;
    private AmfValue metadata = AmfUndefined.UNDEFINED;
    private boolean live;
    private boolean hasVideo;
    private boolean videoConfigured;
    private boolean audioConfigured;
    private long audioFrames;
    private long videoFrames;
    private long keyframes;
    private long bytes;

    Broadcast(LiveStream stream) {
        this.stream = stream;
    }

    void begin() {
        live = true;
    }

    /** Records it, too. */
    void record(Tape newTape) {
        tape = newTape;
    }

    boolean isLive() {
        return live;
    }

    /** Whether video came, so that a player has to wait for a keyframe. */
    boolean hasVideo() {
        return hasVideo;
    }

    Prelude prelude() {
        return prelude;
    }

    /** What is known of the stream whose last broadcast this is. */
    StreamInfo info(String app, String name, int players, long dropped) {
        return new StreamInfo(
                app,
                name,
                live,
                tape != null && tape.isRunning(),
                metadata,
                videoConfigured,
                audioConfigured,
                videoFrames,
                keyframes,
                audioFrames,
                bytes,
                players,
                dropped);
    }

    @Override
    public void audio(int timestamp, Audio audio) {
        Frame frame = Frame.of(timestamp, audio);
        if (tape != null) {
            tape.write(FlvTag.AUDIO, frame.role(), timestamp, audio.body());
        }
        send(frame);
    }

    @Override
    public void video(int timestamp, Video video) {
        Frame frame = Frame.of(timestamp, video);
        if (tape != null) {
            tape.write(FlvTag.VIDEO, frame.role(), timestamp, video.body());
        }
        send(frame);
    }

    /**
     * Metadata comes wrapped in {@code @setDataFrame}, which means keep it for who joins later; it
     * is kept without being asked, too. {@code @clearDataFrame} takes it back.
     */
    @Override
    public void data(int timestamp, Data data) {
        switch (data.name()) {
            case "@setDataFrame" ->
                    sendData(timestamp, data.values().subList(1, data.values().size()));
            case "@clearDataFrame" -> {
                metadata = AmfUndefined.UNDEFINED;
                prelude.forget(Role.METADATA);
            }
            default -> sendData(timestamp, data.values());
        }
    }

    /** In AMF0, which every player reads. */
    private void sendData(int timestamp, List<AmfValue> values) {
        if (values.isEmpty()) {
            return;
        }
        Frame frame = Frame.of(timestamp, new Data(values, AmfEncoding.AMF0));
        if (frame.role() == Role.METADATA && values.size() > 1) {
            metadata = values.get(1);
        }
        if (tape != null) {
            tape.write(timestamp, values);
        }
        send(frame);
    }

    private void send(Frame frame) {
        count(frame);
        prelude.keep(frame);
        stream.send(frame);
        frame.media().release();
    }

    private void count(Frame frame) {
        bytes += frame.media().bytes();
        hasVideo |= frame.role().isVideo() && frame.role().isFrame();
        switch (frame.role()) {
            case KEYFRAME -> {
                keyframes++;
                videoFrames++;
            }
            case VIDEO -> videoFrames++;
            case AUDIO -> audioFrames++;
            case VIDEO_CONFIGURATION -> videoConfigured = true;
            case AUDIO_CONFIGURATION -> audioConfigured = true;
            case METADATA, DATA -> {}
        }
    }

    @Override
    public void ended() {
        live = false;
        if (tape != null) {
            tape.close();
        }
        prelude.clear();
        stream.unpublished();
    }
}
