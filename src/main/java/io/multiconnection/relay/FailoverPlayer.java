package io.multiconnection.relay;

import io.multiconnection.media.FrameRole;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.relay.StreamSource.Play;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Player of a stream for one viewer with failover: it plays from the first of several sources that
 * has the stream, and continues from the next source when one fails. A rotation tries each source
 * once, starting with the one after the source that failed. Lives on the viewer's event loop.
 *
 * <p>After each switch, playback starts with the setup frames and a keyframe. Timestamps continue
 * across sources.
 */
public final class FailoverPlayer {

    /** Minimum time between the starts of two rotations, which limits the rate of retries. */
    private static final long ROTATION_MILLIS = 1000;

    private final List<StreamSource> sources;
    private final EventLoop loop;
    private final PlayOptions options;
    private final PlayMetrics metrics;
    private final MemoryAccount memory;
    private final LengthLimit listener;
    private final FrameOutput output;
    private SourceRotation rotation;
    private long rotationStartNanos = System.nanoTime();
    private @Nullable Attempt current;
    private @Nullable Attempt played;
    private int startedFrom = -1;
    private boolean closed;

    /** Creates a player of one source or more. */
    public FailoverPlayer(
            List<StreamSource> sources,
            EventLoop loop,
            PlayOptions options,
            PlayMetrics metrics,
            MemoryAccount memory,
            FailoverListener listener) {
        this.sources = List.copyOf(sources);
        this.loop = loop;
        this.options = options;
        this.metrics = metrics;
        this.memory = memory;
        this.listener = new LengthLimit(options, loop, listener, this::close);
        this.output = new FrameOutput(this.listener);
        this.rotation = new SourceRotation(0, sources.size());
    }

    /** Starts the play; called once. */
    public void begin() {
        metrics.viewers(1);
        next();
    }

    /** Ends the play. The listener is not called after that. */
    public void close() {
        if (!closed) {
            closed = true;
            metrics.viewers(-1);
            listener.cancel();
            leave();
        }
    }

    /** Returns the play of the current source. */
    public Play play() {
        Attempt now = current;
        return now == null ? Play.NONE : now.play;
    }

    /** Returns the server's timestamp of the last frame, in milliseconds. */
    public int position() {
        return output.position();
    }

    /** Returns whether the player plays from a source, or tries to. */
    public boolean uses(int source) {
        Attempt now = current;
        return now != null && now.source == source;
    }

    /** Abandons a source that was lost. */
    public void lost(int source, RtmpClientException fault) {
        Attempt now = current;
        if (now != null && now.source == source) {
            now.failed(fault);
        }
    }

    /** Schedules the next rotation, starting after the source that failed. */
    private void rotateAfter(int source) {
        rotation = new SourceRotation((source + 1) % sources.size(), sources.size());
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - rotationStartNanos);
        long wait = Math.max(0, ROTATION_MILLIS - millis);
        rotationStartNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait);
        loop.schedule(this::next, wait, TimeUnit.MILLISECONDS);
    }

    private void next() {
        if (closed) {
            return;
        }
        if (rotation.hasNext()) {
            open(rotation.next(), false);
        } else if (rotation.silent() >= 0 && options.waitsForPublisher()) {
            open(rotation.silent(), true);
        } else {
            close();
            listener.onFailed(rotation.faults());
        }
    }

    private void open(int source, boolean waits) {
        Attempt attempt = new Attempt(source, waits);
        current = attempt;
        attempt.start();
    }

    private void leave() {
        Attempt left = current;
        current = null;
        if (left != null) {
            left.leave();
        }
    }

    /** Returns whether a silent source is left for another. */
    private boolean canSwitch() {
        return sources.size() > 1 || !options.waitsForPublisher();
    }

    /**
     * Play from one source.
     *
     * <pre>
     * REQUESTED --response--> ACCEPTED --audio or video--> RECEIVING --playback can start--> PLAYING
     * PLAYING --unpublished, seek--> ACCEPTED
     * </pre>
     */
    private final class Attempt implements StreamSource.Listener {

        private enum State {
            REQUESTED,
            ACCEPTED,
            RECEIVING,
            PLAYING
        }

        private final int source;
        private final boolean waits;
        private final PlaybackStart playbackStart =
                new PlaybackStart(played != null && played.playbackStart.hasVideo(), memory);
        private State state = State.REQUESTED;
        private Play play = Play.NONE;
        private final SourceTimeouts timeouts = new SourceTimeouts(options, loop, this::silent);
        private boolean hasPlayed;

        /**
         * Creates a play that is not started.
         *
         * @param waits whether the play waits for media without a timeout
         */
        Attempt(int source, boolean waits) {
            this.source = source;
            this.waits = waits;
        }

        void start() {
            timeouts.awaitResponse();
            int position = played == null ? 0 : output.position();
            Play begun = sources.get(source).open(position, this);
            if (isCurrent()) {
                play = begun;
            } else {
                begun.close();
            }
        }

        private boolean isCurrent() {
            return this == current;
        }

        @Override
        public void onStatus(NetStatus status) {
            if (isCurrent()) {
                listener.onStatus(source, status);
                if (status.code().equals("NetStream.Seek.Notify") && !options.live()) {
                    seeked();
                }
            }
        }

        private void seeked() {
            output.jump();
            again();
        }

        /** Requires a keyframe before playback continues. */
        private void again() {
            playbackStart.reset();
            state = State.ACCEPTED;
        }

        @Override
        public void onStart() {
            if (!isCurrent() || state != State.REQUESTED) {
                return;
            }
            state = State.ACCEPTED;
            timeouts.cancel();
            if (!waits && canSwitch()) {
                timeouts.awaitMedia();
            }
            if (startedFrom < 0) {
                startedFrom = source;
                output.start();
                listener.onStart(source);
            }
        }

        @Override
        public void onFrame(RelayFrame frame) {
            onStart(); // media may arrive before the response
            if (!isCurrent()) {
                return; // closed, perhaps by the listener just now
            }
            if (frame.role().isMedia()) {
                mediaReceived();
            }
            if (state == State.PLAYING || frame.role() == FrameRole.DATA) {
                hand(frame);
            } else if (playbackStart.add(frame)) {
                plays();
            }
        }

        private void mediaReceived() {
            timeouts.mediaReceived();
            if (state == State.ACCEPTED) {
                state = State.RECEIVING;
                timeouts.cancel();
                if (options.live() && canSwitch()) {
                    timeouts.watch();
                }
            }
        }

        private void plays() {
            state = State.PLAYING;
            Attempt before = played;
            boolean again = hasPlayed;
            hasPlayed = true;
            played = this;
            if (!again) {
                output.newClock();
                int from = before == null ? startedFrom : before.source;
                if (before != null || from != source) {
                    metrics.failover();
                    listener.onFailover(from, source, output.gapMillis());
                }
            }
            output.begin(source, playbackStart.frames(), this::isCurrent);
        }

        /** Forwards a frame unless the listener has just closed the player. */
        private void hand(RelayFrame frame) {
            if (isCurrent()) {
                output.next(source, frame);
            }
        }

        @Override
        public void onUnpublished() {
            if (!isCurrent() || state.compareTo(State.RECEIVING) < 0) {
                return;
            }
            timeouts.cancel();
            if (canSwitch()) {
                failed(new RtmpClientException(Kind.REFUSED, "the stream is no longer published"));
            } else {
                again();
            }
        }

        @Override
        public void onEnd(RtmpClientException fault) {
            if (isCurrent()) {
                failed(fault);
            }
        }

        private void silent(RtmpClientException fault) {
            if (state == State.ACCEPTED) {
                rotation.silent(source);
            }
            failed(fault);
        }

        /**
         * Continues with the next source; a source that was played or waited for starts a rotation.
         */
        private void failed(RtmpClientException fault) {
            rotation.failed(source, fault);
            FailoverPlayer.this.leave();
            if (hasPlayed || waits) {
                rotateAfter(source);
            } else {
                loop.execute(FailoverPlayer.this::next); // a source may fail inside open
            }
        }

        void leave() {
            timeouts.cancel();
            play.close();
            playbackStart.reset();
        }
    }
}
