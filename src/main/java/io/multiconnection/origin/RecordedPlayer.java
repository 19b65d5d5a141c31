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
 * A client that plays a recording.
 *
 * <p>It is sent as much as its buffer holds at once, and the rest as time goes by, as far as it
 * reads what it is sent. Timestamps are those of the recording. At the end the client hears
 * Play.Complete, Play.Stop and Stream EOF, and may still seek back.
 */
final class RecordedPlayer implements ServerPlayback {

    /** For clients that do not say. */
    static final int BUFFER_MILLIS = 1000;

    private final ServerStream client;
    private final String name;
    private final Recording recording;
    private final Scheduler time;
    private final long endMillis;
    private final TagClassifier classifier = new TagClassifier();
    private final Deque<RecordedTag> ahead = new ArrayDeque<>();

    /** Counts beginnings and seeks, so that an answer of the disk that comes too late is known. */
    private int turn;

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

    /** How many of the next tags go out whatever the time, also to who has paused. */
    private int urgent;

    // at this time, this was played
    private long sinceTime;
    private long sinceMillis;

    private Scheduler.Alarm alarm = Scheduler.Alarm.NONE;
    private long firstMillis;
    private long sentMillis;
    private long bytes;

    private RecordedPlayer(
            ServerStream client,
            ServerPlayRequest request,
            String name,
            Recording recording,
            Scheduler time) {
        this.client = client;
        this.name = name;
        this.recording = recording;
        this.time = time;
        this.endMillis =
                request.length().isPresent()
                        ? (long) request.start() + request.length().getAsInt()
                        : Long.MAX_VALUE;
    }

    /** Plays a recording that was opened for a request, and closes it in the end. */
    static void play(
            ServerStream client,
            ServerPlayRequest request,
            String name,
            Recording recording,
            Scheduler time) {
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
                                    new RecordedPlayer(client, request, name, recording, time);
                            if (request.acceptRecorded(player)) {
                                player.begin(start, request.start());
                            } else {
                                recording.close();
                            }
                        });
    }

    private void begin(Recording.Start start, int fromMillis) {
        turn++;
        ahead.clear();
        ahead.addAll(start.prelude());
        position = start.position();
        reading = false;
        over = false;
        keyframeSent = false;
        urgent = start.prelude().size() + 1;
        sinceTime = time.millis();
        sinceMillis = fromMillis;
        firstMillis = start.timestamp();
        sentMillis = start.timestamp();
        bytes = 0;
        send();
    }

    /** Sends what is due, and sees to it that it is called again. */
    private void send() {
        alarm.cancel();
        while (canGoOn()) {
            write(ahead.remove());
            urgent = Math.max(0, urgent - 1);
        }
        client.flush();
    }

    private boolean canGoOn() {
        if (closed || over || awaitsClient || (paused && urgent == 0)) {
            return false;
        }
        if (ahead.isEmpty()) {
            readOn();
            return false;
        }
        RecordedTag next = ahead.element();
        if (next.timestamp() > endMillis) {
            complete();
            return false;
        }
        long early = urgent > 0 ? 0 : next.timestamp() - playedMillis() - bufferMillis();
        if (early > 0) {
            alarm = time.after(early, this::send);
            return false;
        }
        if (!client.isWritable()) {
            awaitsClient = true;
            client.whenWritable(this::clientHasRead);
            return false;
        }
        return true;
    }

    private void clientHasRead() {
        awaitsClient = false;
        send();
    }

    private long bufferMillis() {
        long told = Integer.toUnsignedLong(client.bufferLength());
        return told == 0 ? BUFFER_MILLIS : told;
    }

    /** What the client has played by now, as far as its clock and ours agree. */
    private long playedMillis() {
        return paused ? sinceMillis : sinceMillis + time.millis() - sinceTime;
    }

    private void readOn() {
        if (reading) {
            return;
        }
        reading = true;
        int asked = turn;
        recording
                .read(position)
                .whenComplete(
                        (piece, failure) -> {
                            if (asked == turn && !closed) {
                                reading = false;
                                received(piece, failure);
                            }
                        });
    }

    private void received(Recording.@Nullable Piece piece, @Nullable Throwable failure) {
        if (piece == null || failure != null) {
            over = true;
            client.tell(unreadable(name));
        } else if (piece.tags().isEmpty()) {
            complete();
        } else {
            ahead.addAll(piece.tags());
            position = piece.next();
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
        tellComplete(client, name, sentMillis - firstMillis, bytes);
    }

    /**
     * Tells a client that all it asked for was played: at time 0, because FFmpeg takes data of a
     * later time for a track of its own.
     */
    static void tellComplete(ServerStream client, String name, long millis, long bytes) {
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
        sinceTime = time.millis();
        paused = pause;
        send();
    }

    @Override
    public void seek(double to) {
        if (!(to >= 0 && to <= Integer.MAX_VALUE)) {
            client.tell(invalidTime("A place in " + name + " is 0 or later."));
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
                    begin(start, millis);
                });
    }

    private static ServerNetStatus invalidTime(String description) {
        return ServerNetStatus.error("NetStream.Seek.InvalidTime", description);
    }

    private void lookUp(int millis, Consumer<Recording.Start> then) {
        int asked = ++seek;
        recording
                .seek(millis)
                .whenComplete(
                        (start, failure) -> {
                            if (asked != seek || closed) {
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
            goBack();
        }
    }

    @Override
    public void receiveVideo(boolean wanted) {
        boolean more = wanted && !wantsVideo;
        wantsVideo = wanted;
        if (more) {
            goBack();
        }
    }

    /** Sends anew what the client has not played yet, with what it did not want before. */
    private void goBack() {
        if (!over) {
            int played = (int) Math.min(playedMillis(), sentMillis);
            lookUp(played, start -> begin(start, played));
        }
    }

    @Override
    public void ended() {
        closed = true;
        alarm.cancel();
        recording.close();
    }
}
