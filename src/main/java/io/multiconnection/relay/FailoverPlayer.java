package io.multiconnection.relay;

import io.multiconnection.media.FrameRole;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.relay.Source.Play;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays a stream for one viewer from the first of several sources that has it, and goes on from the
 * next where one fails. Sources are tried in rounds: each once, in their order, from the one after
 * that which failed. Lives on the viewer's event loop.
 *
 * <p>Everything that it plays begins with the setup frames and a keyframe, and timestamps go on
 * from source to source.
 */
public final class FailoverPlayer {

    /** What a player has to say. Sources are named by their numbers in the list, from 0. */
    public interface Listener {

        /** A server said something about the stream. */
        void onStatus(int source, NetStatus status);

        /** The first source plays it. Said once, before any frame. */
        void onStart(int source);

        /**
         * It goes on from another source, or again from the same. The next frame is its first.
         *
         * @param gapMillis since the last frame, or where there was none, since the start
         */
        void onFailover(int from, int to, long gapMillis);

        /** A frame, with its time for the viewer in milliseconds. */
        void onFrame(int source, RelayFrame frame, int timestamp);

        /** The length that was asked for was played, from {@code source} at last: it is over. */
        void onComplete(int source, long millis, long bytes);

        /** No source is left: it is over. What was wrong with each of them, by its number. */
        void onFailed(Map<Integer, RtmpClientException> faults);
    }

    /**
     * How it is played.
     *
     * @param timeout for a source's answer, and again for its first media
     * @param live whether a source that falls silent, or that nobody publishes to, is left
     * @param patient whether to wait for a publisher where all sources are silent
     * @param lengthMillis media to play from the first frame on; negative: all
     */
    public record Rules(Duration timeout, boolean live, boolean patient, long lengthMillis) {}

    /** Rounds do not follow each other sooner, so that what fails is not asked again and again. */
    private static final long ROUND_MILLIS = 1000;

    private final List<Source> sources;
    private final EventLoop loop;
    private final Rules rules;
    private final PlayMetrics metrics;
    private final MemoryAccount memory;
    private final LengthLimit listener;
    private final FrameOutput output;
    private SourceRotation round;
    private long roundBeganAtNanos = System.nanoTime();
    private @Nullable Attempt current;
    private @Nullable Attempt played;
    private int announced = -1;
    private boolean closed;

    /** A player of these sources; there is one at least. */
    public FailoverPlayer(
            List<Source> sources,
            EventLoop loop,
            Rules rules,
            PlayMetrics metrics,
            MemoryAccount memory,
            Listener listener) {
        this.sources = List.copyOf(sources);
        this.loop = loop;
        this.rules = rules;
        this.metrics = metrics;
        this.memory = memory;
        this.listener = new LengthLimit(rules, loop, listener, this::close);
        this.output = new FrameOutput(this.listener);
        this.round = new SourceRotation(0, sources.size());
    }

    /** Begins; once. */
    public void begin() {
        metrics.viewers(1);
        next();
    }

    /** Ends it; its listener hears nothing more. */
    public void close() {
        if (!closed) {
            closed = true;
            metrics.viewers(-1);
            listener.cancel();
            leave();
        }
    }

    /** What is being played now. */
    public Play play() {
        Attempt now = current;
        return now == null ? Play.NONE : now.play;
    }

    /** The server's time of the last frame, in milliseconds. */
    public int position() {
        return output.position();
    }

    /** Whether it plays from a source, or tries to. */
    public boolean uses(int source) {
        Attempt now = current;
        return now != null && now.source == source;
    }

    /** A source is no longer there. */
    public void lost(int source, RtmpClientException fault) {
        Attempt now = current;
        if (now != null && now.source == source) {
            now.failed(fault);
        }
    }

    /** The next round, from the source after the one that failed. */
    private void roundAfter(int source) {
        round = new SourceRotation((source + 1) % sources.size(), sources.size());
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - roundBeganAtNanos);
        long wait = Math.max(0, ROUND_MILLIS - millis);
        roundBeganAtNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait);
        loop.schedule(this::next, wait, TimeUnit.MILLISECONDS);
    }

    private void next() {
        if (closed) {
            return;
        }
        if (round.hasNext()) {
            open(round.next(), false);
        } else if (round.silent() >= 0 && rules.patient()) {
            open(round.silent(), true);
        } else {
            close();
            listener.onFailed(round.faults());
        }
    }

    private void open(int source, boolean waits) {
        Attempt attempt = new Attempt(source, waits);
        current = attempt;
        attempt.begin();
    }

    private void leave() {
        Attempt left = current;
        current = null;
        if (left != null) {
            left.leave();
        }
    }

    /** Whether there is somewhere to go from a source that is silent. */
    private boolean mayMove() {
        return sources.size() > 1 || !rules.patient();
    }

    /**
     * The play from one source.
     *
     * <pre>
     * ASKED --answer--> ANSWERED --audio or video--> ALIVE --it can be played from here--> PLAYS
     * PLAYS --unpublished, sought--> ANSWERED
     * </pre>
     */
    private final class Attempt implements Source.Listener {

        private enum State {
            ASKED,
            ANSWERED,
            ALIVE,
            PLAYS
        }

        private final int source;
        private final boolean waits;
        private final Opening opening =
                new Opening(played != null && played.opening.hasVideo(), memory);
        private State state = State.ASKED;
        private Play play = Play.NONE;
        private final SourceTimeouts timeouts = new SourceTimeouts(rules, loop, this::silent);
        private boolean hasPlayed;

        /**
         * A play that has not begun.
         *
         * @param waits whether it may wait for its media as long as it takes
         */
        Attempt(int source, boolean waits) {
            this.source = source;
            this.waits = waits;
        }

        void begin() {
            timeouts.awaitAnswer();
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
                if (status.code().equals("NetStream.Seek.Notify") && !rules.live()) {
                    sought();
                }
            }
        }

        private void sought() {
            output.jump();
            again();
        }

        /** What comes next has to begin with a keyframe. */
        private void again() {
            opening.again();
            state = State.ANSWERED;
        }

        @Override
        public void onStart() {
            if (!isCurrent() || state != State.ASKED) {
                return;
            }
            state = State.ANSWERED;
            timeouts.cancel();
            if (!waits && mayMove()) {
                timeouts.awaitMedia();
            }
            if (announced < 0) {
                announced = source;
                output.start();
                listener.onStart(source);
            }
        }

        @Override
        public void onFrame(RelayFrame frame) {
            onStart(); // media may come before the answer
            if (!isCurrent()) {
                return; // closed, perhaps by the listener just now
            }
            if (frame.role().isMedia()) {
                heard();
            }
            if (state == State.PLAYS || frame.role() == FrameRole.DATA) {
                hand(frame);
            } else if (opening.add(frame)) {
                plays();
            }
        }

        private void heard() {
            timeouts.heard();
            if (state == State.ANSWERED) {
                state = State.ALIVE;
                timeouts.cancel();
                if (rules.live() && mayMove()) {
                    timeouts.watch();
                }
            }
        }

        private void plays() {
            state = State.PLAYS;
            Attempt before = played;
            boolean again = hasPlayed;
            hasPlayed = true;
            played = this;
            if (!again) {
                output.newClock();
                int from = before == null ? announced : before.source;
                if (before != null || from != source) {
                    metrics.failover();
                    listener.onFailover(from, source, output.gapMillis());
                }
            }
            output.begin(source, opening.frames(), this::isCurrent);
        }

        /** Hands over a frame, unless the listener has just closed the player. */
        private void hand(RelayFrame frame) {
            if (isCurrent()) {
                output.next(source, frame);
            }
        }

        @Override
        public void onUnpublished() {
            if (!isCurrent() || state.compareTo(State.ALIVE) < 0) {
                return;
            }
            timeouts.cancel();
            if (mayMove()) {
                failed(new RtmpClientException(Kind.REFUSED, "nobody publishes it any more"));
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
            if (state == State.ANSWERED) {
                round.silent(source);
            }
            failed(fault);
        }

        /** Goes on with this round; where it was played already, or waited for, with another. */
        private void failed(RtmpClientException fault) {
            round.failed(source, fault);
            FailoverPlayer.this.leave();
            if (hasPlayed || waits) {
                roundAfter(source);
            } else {
                loop.execute(FailoverPlayer.this::next); // a source may fail while it is opened
            }
        }

        void leave() {
            timeouts.cancel();
            play.close();
            opening.again();
        }
    }
}
