package io.multiconnection.origin;

import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.media.FlvTag;
import io.multiconnection.media.FrameKind;
import io.multiconnection.media.SetupFrames;
import io.multiconnection.media.TagClassifier;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.server.ServerPublication;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Publication of a live stream, from publish to its end: forwards the publisher's frames to a
 * listener, counts them, and records them if the publisher requested that.
 */
final class LivePublication implements ServerPublication, SetupFrames.Keeper<LiveFrame> {

    /** Listener of a publication. */
    interface Listener {

        /** Receives a frame, which is borrowed. */
        void onFrame(LiveFrame frame);

        /** Called when the publisher has ended the stream. */
        void onUnpublished();
    }

    private static final AmfString METADATA = new AmfString("onMetaData");

    private final Listener listener;
    private final TagClassifier classifier = new TagClassifier();
    private final SetupFrames<LiveFrame> setup = new SetupFrames<>(this);
    private @Nullable StreamRecording recording;
    private AmfValue metadata = AmfUndefined.UNDEFINED;
    private boolean live;
    private boolean hasVideo;
    private boolean videoConfigured;
    private boolean audioConfigured;
    private long audioFrames;
    private long videoFrames;
    private long keyframes;
    private long bytes;

    LivePublication(Listener listener) {
        this.listener = listener;
    }

    void start() {
        live = true;
    }

    /** Begins to record the publication. */
    void record(StreamRecording newRecording) {
        recording = newRecording;
    }

    boolean isLive() {
        return live;
    }

    /** Returns whether video was received, so that a player has to wait for a keyframe. */
    boolean hasVideo() {
        return hasVideo;
    }

    /** Returns the setup frames, borrowed. */
    List<LiveFrame> setup() {
        return setup.frames();
    }

    @Override
    public LiveFrame keep(LiveFrame frame) {
        return frame.at(frame.media().timestamp());
    }

    @Override
    public void drop(LiveFrame frame) {
        frame.media().release();
    }

    /** Returns the state of the stream whose latest publication this is. */
    StreamInfo info(String app, String name, int players, long dropped) {
        return new StreamInfo(
                app,
                name,
                live,
                recording != null && recording.isRunning(),
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
        LiveFrame frame = LiveFrame.of(timestamp, audio, classifier);
        if (recording != null) {
            recording.write(FlvTag.AUDIO, frame.role(), timestamp, audio.body());
        }
        send(frame);
    }

    @Override
    public void video(int timestamp, Video video) {
        LiveFrame frame = LiveFrame.of(timestamp, video, classifier);
        if (recording != null) {
            recording.write(FlvTag.VIDEO, frame.role(), timestamp, video.body());
        }
        send(frame);
    }

    /**
     * Receives data. Metadata arrives wrapped in {@code @setDataFrame}, which keeps it for players
     * that join later; {@code onMetaData} is kept without the wrapper, too. {@code @clearDataFrame}
     * drops it.
     */
    @Override
    public void data(int timestamp, Data data) {
        List<AmfValue> values = data.values();
        switch (data.name()) {
            case "@setDataFrame" -> sendData(timestamp, true, values.subList(1, values.size()));
            case "@clearDataFrame" -> clearData(values.size() > 1 ? values.get(1) : METADATA);
            default -> sendData(timestamp, false, values);
        }
    }

    private void clearData(AmfValue name) {
        if (name.equals(METADATA)) {
            metadata = AmfUndefined.UNDEFINED;
        }
        if (name instanceof AmfString(String cleared)) {
            setup.forget(cleared);
        }
    }

    private void sendData(int timestamp, boolean set, List<AmfValue> values) {
        if (values.isEmpty()) {
            return;
        }
        Data data = new Data(values, AmfEncoding.AMF0);
        LiveFrame frame = LiveFrame.of(timestamp, FrameKind.data(set, data.name()), data);
        if (values.getFirst().equals(METADATA) && values.size() > 1) {
            metadata = values.get(1);
        }
        if (recording != null) {
            recording.write(timestamp, values);
        }
        send(frame);
    }

    private void send(LiveFrame frame) {
        count(frame);
        if (frame.role().isSetup()) {
            setup.keep(frame);
        }
        listener.onFrame(frame);
        frame.media().release();
    }

    private void count(LiveFrame frame) {
        bytes += frame.media().bytes();
        hasVideo |= frame.role().isVideo() && frame.role().isMedia();
        switch (frame.role()) {
            case KEYFRAME -> {
                keyframes++;
                videoFrames++;
            }
            case VIDEO -> videoFrames++;
            case AUDIO -> audioFrames++;
            case VIDEO_CONFIG -> videoConfigured = true;
            case AUDIO_CONFIG -> audioConfigured = true;
            case METADATA, VIDEO_METADATA, AUDIO_CHANNELS, DATA -> {}
        }
    }

    @Override
    public void ended() {
        live = false;
        if (recording != null) {
            recording.close();
        }
        setup.clear();
        listener.onUnpublished();
    }
}
