package io.multiconnection.origin;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.media.FlvTag;
import io.multiconnection.media.FrameRole;
import io.multiconnection.media.TagClassifier;
import io.multiconnection.recordings.RecordedTag;
import io.multiconnection.recordings.Recording;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.SharedMedia;
import io.multiconnection.rtmp.server.ServerNetStatus;
import io.multiconnection.rtmp.server.ServerPlayRequest;
import io.multiconnection.rtmp.server.ServerPlayback;
import io.multiconnection.rtmp.server.ServerStream;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Player of a recording for one client.
 *
 * <p>The client's buffer is filled at once; the rest is sent at playback speed and only while the
 * client reads. Timestamps are those of the recording. At the end the client receives
 * Play.Complete, Play.Stop and Stream EOF, and may still seek back.
 */
final class RecordedPlayer implements ServerPlayback {

    /** Buffer time of clients that set none, in milliseconds. */
    static final int BUFFER_MILLIS = 1000;

    private final ServerStream client;
    private final String name;
    private final Recording recording;
    private final Scheduler scheduler;
    private final long endMillis;
    private final TagClassifier classifier = new TagClassifier();
    private final Deque<RecordedTag> ahead = new ArrayDeque<>();

    /** Number of starts and seeks, by which late results of disk reads are detected. */
    private int generation;

    private int seek;
    private long position;
    private boolean reading;
    private boolean awaitsClient;
    private boolean paused;
    private boolean over;
    private boolean closed;
    private boolean wantsAudio = true;
    private boolean wantsVideo = true;
    private boolean keyframeSent;

    /** Number of the next tags that are sent regardless of time and pause. */
    private int urgent;

    // playback reached sinceMillis at sinceTime
    private long sinceTime;
    private long sinceMillis;

    private Scheduler.Timeout timer = Scheduler.Timeout.NONE;
    private long firstMillis;
    private long sentMillis;
    private long bytes;

    private RecordedPlayer(
            ServerStream client,
            ServerPlayRequest request,
            String name,
            Recording recording,
            Scheduler scheduler) {
        this.client = client;
        this.name = name;
        this.recording = recording;
        this.scheduler = scheduler;
        this.endMillis =
                request.length().isPresent()
                        ? (long) request.start() + request.length().getAsInt()
                        : Long.MAX_VALUE;
    }

    /** Plays a recording that was opened for a request; closes it at the end. */
    static void play(
            ServerStream client,
            ServerPlayRequest request,
            String name,
            Recording recording,
            Scheduler scheduler) {
        recording
                .seek(request.start())
                .whenComplete(
                        (start, failure) -> {
                            if (failure != null) {
                                recording.close();
                                request.refuse(unreadable(name));
                                return;
                            }
                            RecordedPlayer player =
                                    new RecordedPlayer(client, request, name, recording, scheduler);
                            if (request.acceptRecorded(player)) {
                                player.start(start, request.start());
                            } else {
                                recording.close();
                            }
                        });
    }

    private void start(Recording.Start start, int fromMillis) {
        generation++;
        ahead.clear();
        ahead.addAll(start.setup());
        position = start.position();
        reading = false;
        over = false;
        keyframeSent = false;
        urgent = start.setup().size() + 1;
        sinceTime = scheduler.millis();
        sinceMillis = fromMillis;
        firstMillis = start.timestamp();
        sentMillis = start.timestamp();
        bytes = 0;
        send();
    }

    /** Sends the tags that are due and schedules the next call. */
    private void send() {
        timer.cancel();
        while (canSend()) {
            write(ahead.remove());
            urgent = Math.max(0, urgent - 1);
        }
        client.flush();
    }

    private boolean canSend() {
        if (closed || over || awaitsClient || (paused && urgent == 0)) {
            return false;
        }
        if (ahead.isEmpty()) {
            readMore();
            return false;
        }
        RecordedTag next = ahead.element();
        if (next.timestamp() > endMillis) {
            complete();
            return false;
        }
        long early = urgent > 0 ? 0 : next.timestamp() - playedMillis() - bufferMillis();
        if (early > 0) {
            timer = scheduler.schedule(early, this::send);
            return false;
        }
        if (!client.isWritable()) {
            awaitsClient = true;
            client.whenWritable(this::clientWritable);
            return false;
        }
        return true;
    }

    private void clientWritable() {
        awaitsClient = false;
        send();
    }

    private long bufferMillis() {
        long told = Integer.toUnsignedLong(client.bufferLength());
        return told == 0 ? BUFFER_MILLIS : told;
    }

    /** Returns the estimated playback position of the client, in milliseconds. */
    private long playedMillis() {
        return paused ? sinceMillis : sinceMillis + scheduler.millis() - sinceTime;
    }

    private void readMore() {
        if (reading) {
            return;
        }
        reading = true;
        int requested = generation;
        recording
                .read(position)
                .whenComplete(
                        (batch, failure) -> {
                            if (requested == generation && !closed) {
                                reading = false;
                                received(batch, failure);
                            }
                        });
    }

    private void received(Recording.@Nullable Batch batch, @Nullable Throwable failure) {
        if (batch == null || failure != null) {
            over = true;
            client.tell(unreadable(name));
        } else if (batch.tags().isEmpty()) {
            complete();
        } else {
            ahead.addAll(batch.tags());
            position = batch.next();
            send();
        }
    }

    private static ServerNetStatus unreadable(String name) {
        return ServerNetStatus.error("NetStream.Play.Failed", name + " cannot be read.");
    }

    private void write(RecordedTag tag) {
        sentMillis = Math.max(sentMillis, tag.timestamp());
        boolean wanted =
                switch (tag.type()) {
                    case FlvTag.AUDIO -> wantsAudio;
                    case FlvTag.VIDEO -> wantsVideo;
                    case FlvTag.DATA -> true;
                    default -> false;
                };
        if (!wanted) {
            return;
        }
        LiveFrame frame = LiveFrame.of(tag, classifier);
        keyframeSent |= frame.role() == FrameRole.KEYFRAME;
        if (keyframeSent || frame.role() != FrameRole.VIDEO) {
            bytes += frame.media().bytes();
            client.write(frame.media());
        } else {
            frame.media().release();
        }
    }

    private void complete() {
        over = true;
        sendComplete(client, name, sentMillis - firstMillis, bytes);
    }

    /**
     * Notifies a client that the requested part was played. The message has timestamp 0, because
     * FFmpeg treats data with a later timestamp as another track.
     */
    static void sendComplete(ServerStream client, String name, long millis, long bytes) {
        AmfObject info =
                AmfObject.of(
                                "level", new AmfString("status"),
                                "code", new AmfString("NetStream.Play.Complete"))
                        .with("duration", new AmfNumber(millis / 1000.0))
                        .with("bytes", new AmfNumber(bytes));
        Data complete = new Data(List.of(new AmfString("onPlayStatus"), info), AmfEncoding.AMF0);
        client.write(SharedMedia.of(0, complete, PooledByteBufAllocator.DEFAULT));
        client.flush();
        client.tell(ServerNetStatus.status("NetStream.Play.Stop", "Stopped playing " + name + "."));
        client.tellEnd();
    }

    @Override
    public void pause(boolean pause) {
        sinceMillis = Math.min(playedMillis(), Math.max(sentMillis, sinceMillis));
        sinceTime = scheduler.millis();
        paused = pause;
        send();
    }

    @Override
    public void seek(double to) {
        if (!(to >= 0 && to <= Integer.MAX_VALUE)) {
            client.tell(invalidTime("A position in " + name + " is 0 or later."));
            return;
        }
        int millis = (int) to;
        lookUp(
                millis,
                start -> {
                    if (millis > start.durationMillis()) {
                        client.tell(
                                invalidTime(
                                        "%s ends at %d milliseconds."
                                                .formatted(name, start.durationMillis())));
                        return;
                    }
                    client.tell(
                            ServerNetStatus.status(
                                    "NetStream.Seek.Notify", "Seeking " + millis + "."));
                    client.tell(
                            ServerNetStatus.status(
                                    "NetStream.Play.Start", "Started playing " + name + "."));
                    start(start, millis);
                });
    }

    private static ServerNetStatus invalidTime(String description) {
        return ServerNetStatus.error("NetStream.Seek.InvalidTime", description);
    }

    private void lookUp(int millis, Consumer<Recording.Start> then) {
        int requested = ++seek;
        recording
                .seek(millis)
                .whenComplete(
                        (start, failure) -> {
                            if (requested != seek || closed) {
                                return;
                            }
                            if (failure == null) {
                                then.accept(start);
                            } else {
                                client.tell(
                                        ServerNetStatus.error(
                                                "NetStream.Seek.Failed",
                                                name + " cannot be read."));
                            }
                        });
    }

    @Override
    public void bufferLength(int milliseconds) {
        send();
    }

    @Override
    public void receiveAudio(boolean wanted) {
        boolean more = wanted && !wantsAudio;
        wantsAudio = wanted;
        if (more) {
            resend();
        }
    }

    @Override
    public void receiveVideo(boolean wanted) {
        boolean more = wanted && !wantsVideo;
        wantsVideo = wanted;
        if (more) {
            resend();
        }
    }

    /** Sends the media again that the client has not played yet, now with the selected tracks. */
    private void resend() {
        if (!over) {
            int played = (int) Math.min(playedMillis(), sentMillis);
            lookUp(played, start -> start(start, played));
        }
    }

    @Override
    public void ended() {
        closed = true;
        timer.cancel();
        recording.close();
    }
}
