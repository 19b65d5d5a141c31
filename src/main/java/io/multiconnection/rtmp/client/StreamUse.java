package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfBoolean;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfString;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a {@link NetStream} is opened for, publishing or playing: the commands around it, and what
 * the server's statuses mean.
 */
sealed interface StreamUse {

    /** Its command, as errors name it. */
    String command();

    /** What encoders and players of Flash's time say before the stream is created. */
    void announce(OutgoingMessages outgoing);

    /** Asks for it, on the stream that was created. */
    void ask(OutgoingMessages outgoing, int messageStreamId);

    /** Returns whether {@code status} can be about such a stream, as its code goes. */
    boolean isAbout(NetStatus status);

    /** Returns whether {@code status} is mostly the answer to the command. */
    boolean isAnswer(NetStatus status);

    /** What the state machine makes of {@code status} while the answer is awaited. */
    boolean isStart(NetStatus status);

    NetStreamState.Event started();

    /**
     * Whether {@code status} means that the stream is over.
     *
     * @param started whether it was granted before; otherwise it is not, if this is an end
     */
    boolean isEnd(NetStatus status, boolean started);

    /** Returns what happened if {@code status} refuses it, in words of ours. */
    default String refusal(NetStatus status) {
        return command() + " was refused";
    }

    /** What is said before the stream is deleted. */
    void leave(OutgoingMessages outgoing);

    /** Section 7.2.2.6. */
    record Publish(AmfString name, String mode) implements StreamUse {

        /** Topics of statuses that no stream has which plays. */
        static final Set<String> TOPICS = Set.of("Publish", "Unpublish", "Record");

        private static final List<String> TAKEN =
                List.of(
                        "busy",
                        "already publish",
                        "already being publish",
                        "already in use",
                        "already exist",
                        "is in use");

        @Override
        public String command() {
            return "publish";
        }

        @Override
        public void announce(OutgoingMessages outgoing) {
            outgoing.command("releaseStream", name);
            outgoing.command("FCPublish", name);
        }

        @Override
        public void ask(OutgoingMessages outgoing, int messageStreamId) {
            outgoing.command(messageStreamId, "publish", name, new AmfString(mode));
        }

        @Override
        public boolean isAbout(NetStatus status) {
            return !Play.TOPICS.contains(status.topic());
        }

        @Override
        public boolean isAnswer(NetStatus status) {
            return isStart(status) || status.code().equals("NetStream.Publish.BadName");
        }

        @Override
        public boolean isStart(NetStatus status) {
            return status.code().equals("NetStream.Publish.Start");
        }

        @Override
        public NetStreamState.Event started() {
            return NetStreamState.Event.PUBLISH_STARTED;
        }

        /** BadName means by Adobe's definition that somebody publishes the name already. */
        @Override
        public String refusal(NetStatus status) {
            String said = status.description().toLowerCase(Locale.ROOT);
            boolean isTaken =
                    status.code().equals("NetStream.Publish.BadName")
                            || TAKEN.stream().anyMatch(said::contains);
            return "publish was refused" + (isTaken ? ": the name is already being published" : "");
        }

        /** A recording that fails leaves the stream live. */
        @Override
        public boolean isEnd(NetStatus status, boolean started) {
            return status.isError() && !(started && status.code().startsWith("NetStream.Record."));
        }

        @Override
        public void leave(OutgoingMessages outgoing) {
            outgoing.command("FCUnpublish", name);
        }
    }

    /** Section 7.2.2.1. */
    record Play(PlayRequest request) implements StreamUse {

        /** Topics of statuses that no stream has which publishes. */
        static final Set<String> TOPICS = Set.of("Play", "Pause", "Unpause", "Seek");

        @Override
        public String command() {
            return "play";
        }

        @Override
        public void announce(OutgoingMessages outgoing) {
            outgoing.command("FCSubscribe", new AmfString(request.name()));
        }

        /** Start and length are seconds in the specification, and milliseconds on every wire. */
        @Override
        public void ask(OutgoingMessages outgoing, int messageStreamId) {
            if (!request.bufferTime().isZero()) {
                outgoing.bufferTime(messageStreamId, request.bufferTime());
            }
            outgoing.command(
                    messageStreamId,
                    "play",
                    new AmfString(request.name()),
                    new AmfNumber(request.start() * 1000),
                    new AmfNumber(request.length() < 0 ? -1 : request.length() * 1000),
                    new AmfBoolean(request.reset()));
        }

        @Override
        public boolean isAbout(NetStatus status) {
            return !Publish.TOPICS.contains(status.topic());
        }

        @Override
        public boolean isAnswer(NetStatus status) {
            return isStart(status) || status.code().equals("NetStream.Play.StreamNotFound");
        }

        @Override
        public boolean isStart(NetStatus status) {
            return status.code().equals("NetStream.Play.Start");
        }

        @Override
        public NetStreamState.Event started() {
            return NetStreamState.Event.PLAY_STARTED;
        }

        /** A place that cannot be sought, or a pause that fails, leaves it playing. */
        @Override
        public boolean isEnd(NetStatus status, boolean started) {
            return status.isError()
                    && !status.code().startsWith("NetStream.Seek.")
                    && !status.code().startsWith("NetStream.Pause.")
                    && !status.code().startsWith("NetStream.Unpause.");
        }

        @Override
        public void leave(OutgoingMessages outgoing) {
            outgoing.command("FCUnsubscribe", new AmfString(request.name()));
        }
    }
}
