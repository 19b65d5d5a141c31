package io.multiconnection.flv;

import io.multiconnection.media.FlvWriter;
import io.multiconnection.media.FrameRole;
import io.multiconnection.media.SetupFrames;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.relay.FailoverListener;
import io.multiconnection.relay.FailoverPlayer;
import io.multiconnection.relay.PlayMetrics;
import io.multiconnection.relay.PlayOptions;
import io.multiconnection.relay.RelayFrame;
import io.multiconnection.relay.StreamSource;
import io.multiconnection.relay.ViewerQueue;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Viewer of a live stream as FLV: plays the first source that has media, decides when the response
 * begins and which tracks its FLV header announces, and ends or refuses it. Unread tags wait in a
 * {@link FlvSendQueue} as views of bytes that all viewers share; a viewer that reads too slowly
 * loses video up to the next keyframe. Lives on the event loop of its connection.
 */
public final class FlvViewer implements FailoverListener, SetupFrames.Keeper<RelayFrame> {

    /**
     * Longest wait for the second of the audio and video tracks before the response begins, in
     * milliseconds of media and of real time. The FLV header announces the tracks seen so far.
     */
    static final int SECOND_TRACK_MILLIS = 1000;

    /** Longest wait for media of any source, in seconds. */
    static final int MEDIA_SECONDS = 20;

    /** Time in which a source has to begin. */
    private static final Duration SOURCE_TIMEOUT = Duration.ofSeconds(3);

    /** Heap of a viewer that receives nothing. */
    private static final int BASE_BYTES = 16 << 10;

    private final FlvTransport transport;
    private final boolean audio;
    private final boolean video;
    private final PlayMetrics metrics;
    private final ViewerQueue viewerQueue;
    private final FlvSendQueue sendQueue;
    private final MemoryAccount memory;
    private final EventLoop loop;
    private final SetupFrames<RelayFrame> beginning = new SetupFrames<>(this);
    private boolean begun;
    private int begunAt;
    private boolean hasAudio;
    private boolean hasVideo;
    private boolean isOpen;
    private boolean over;
    private @Nullable ScheduledFuture<?> opening;
    private @Nullable FailoverPlayer player;

    /**
     * Creates a viewer, which {@link #play} starts.
     *
     * @param audio whether the viewer wants audio
     * @param video whether the viewer wants video
     * @param maxBytes limit of bytes that wait for the viewer
     * @param memory budget of all viewers together
     * @param address key of the viewer's address; null for no limit per address
     */
    public FlvViewer(
            FlvTransport transport,
            boolean audio,
            boolean video,
            int maxBytes,
            PlayMetrics metrics,
            MemoryBudget memory,
            @Nullable String address,
            EventLoop loop) {
        this.transport = transport;
        this.audio = audio;
        this.video = video;
        this.metrics = metrics;
        this.loop = loop;
        this.memory = memory.open(address, loop, _ -> transport.drop());
        this.memory.take(MemoryKind.BASE, BASE_BYTES);
        this.sendQueue = new FlvSendQueue(transport, this.memory, loop);
        this.viewerQueue = new ViewerQueue(maxBytes, metrics, this.memory, this::write);
        viewerQueue.receiveAudio(audio);
        viewerQueue.receiveVideo(video);
    }

    /**
     * Plays the first source that has media. Refuses the viewer if none has within {@value
     * #MEDIA_SECONDS} s.
     *
     * @param lengthMillis length to play; {@code PlayLength.ALL} for no limit
     */
    public void play(List<StreamSource> sources, long lengthMillis) {
        FailoverPlayer started =
                new FailoverPlayer(
                        sources,
                        loop,
                        new PlayOptions(SOURCE_TIMEOUT, true, false, lengthMillis),
                        metrics,
                        memory,
                        this);
        player = started;
        awaitMedia();
        started.begin();
    }

    /** Refuses the viewer unless media arrives in time. */
    void awaitMedia() {
        opening = loop.schedule(this::noMedia, MEDIA_SECONDS, TimeUnit.SECONDS);
    }

    private void noMedia() {
        if (!begun && !over) {
            refuse(
                    new FlvRefusal.NoMedia(
                            "no server has media to begin with in " + MEDIA_SECONDS + " s"));
        }
    }

    private void refuse(FlvRefusal refusal) {
        over = true;
        transport.refuse(refusal);
    }

    @Override
    public void onStatus(int source, NetStatus status) {}

    @Override
    public void onStart(int source) {}

    @Override
    public void onFailover(int from, int to, long gapMillis) {}

    @Override
    public void onFrame(int source, RelayFrame frame, int timestamp) {
        if (over || (frame.role().isData() && !transport.passesData(source))) {
            return;
        }
        if (begun) {
            viewerQueue.offer(frame, timestamp, sendQueue.waiting());
            if (frame.role().isMedia() && !isOpen) {
                openIfReady(timestamp);
            }
        } else if (frame.role().isMedia()) {
            begin(frame, timestamp);
        } else if (frame.role().isSetup()) {
            beginning.keep(frame);
        }
    }

    @Override
    public RelayFrame keep(RelayFrame frame) {
        memory.take(MemoryKind.PLAYBACK, frame.heap());
        return frame;
    }

    @Override
    public void drop(RelayFrame frame) {
        memory.give(MemoryKind.PLAYBACK, frame.heap());
    }

    private void begin(RelayFrame media, int timestamp) {
        begun = true;
        begunAt = timestamp;
        cancelOpening();
        List<RelayFrame> frames = new ArrayList<>(beginning.frames());
        frames.add(media);
        frames.forEach(first -> viewerQueue.offer(first, timestamp, sendQueue.waiting()));
        boolean expectsVideo = frames.stream().anyMatch(RelayFrame::announcesVideo);
        beginning.clear();
        if (expectsVideo && !hasVideo && video) {
            open(); // the player has already waited for the video
        } else {
            openIfReady(timestamp);
        }
    }

    /** Opens the response once all wanted tracks have arrived, or the wait for them is over. */
    private void openIfReady(int timestamp) {
        boolean isComplete = (hasAudio || !audio) && (hasVideo || !video);
        if (isComplete || timestamp - begunAt >= SECOND_TRACK_MILLIS) {
            open();
        } else if (opening == null) {
            opening = loop.schedule(this::open, SECOND_TRACK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void open() {
        cancelOpening();
        if (isOpen || over) {
            return;
        }
        if (!hasAudio && !hasVideo && (audio || video)) {
            refuse(new FlvRefusal.NoMedia("the stream has no " + (video ? "video" : "audio")));
            return;
        }
        isOpen = true;
        sendQueue.addHeader(Unpooled.wrappedBuffer(FlvWriter.header(hasAudio, hasVideo)));
        transport.open(sendQueue);
    }

    private void cancelOpening() {
        if (opening != null) {
            opening.cancel(false);
            opening = null;
        }
    }

    private void write(RelayFrame frame, int timestamp) {
        if (frame.bytes() == 0) {
            return; // data that AMF0 cannot express
        }
        hasAudio |= frame.role() == FrameRole.AUDIO;
        hasVideo |= frame.role().isMedia() && frame.role().isVideo();
        sendQueue.add(frame.flv(timestamp));
    }

    @Override
    public void onComplete(int source, long millis, long bytes) {
        end();
    }

    @Override
    public void onFailed(Map<Integer, RtmpClientException> faults) {
        if (begun) {
            end();
        } else {
            refuse(new FlvRefusal.SourcesFailed(faults));
        }
    }

    /** Calls {@link #end} on the event loop. */
    void endLater() {
        loop.execute(this::end);
    }

    /** Ends the stream after all that was received, or refuses the viewer if that was nothing. */
    void end() {
        if (begun) {
            open();
        }
        if (over) {
            return;
        }
        if (begun) {
            over = true;
            sendQueue.end();
        } else {
            refuse(new FlvRefusal.ShuttingDown());
        }
    }

    /** Releases everything; the connection is closed. Idempotent. */
    public void close() {
        over = true;
        if (player != null) {
            player.close();
        }
        sendQueue.close();
        beginning.clear();
        cancelOpening();
        viewerQueue.close();
        memory.close();
    }
}
