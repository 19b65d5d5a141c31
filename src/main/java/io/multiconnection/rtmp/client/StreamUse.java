package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfBoolean;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfString;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Use of a {@link NetStream}, publishing or playing: the commands around it and the meaning of the
 * server's statuses.
 */
sealed interface StreamUse {

    /** Returns the command's name for error texts. */
    String command();

    /**
     * Sends the commands with which encoders and players of Flash's time announce a stream before
     * they create it.
     */
    void announce(OutgoingMessages outgoing);

    /** Sends the command on the created stream. */
    void open(OutgoingMessages outgoing, int messageStreamId);

    /** Returns whether {@code status} can be about such a stream, judged by its code. */
    boolean isAbout(NetStatus status);

    /** Returns whether {@code status} usually is the response to the command. */
    boolean isAnswer(NetStatus status);

    /** Returns whether {@code status} means that the server granted the command. */
    boolean isStart(NetStatus status);

    NetStreamState.Event started();

    /**
     * Returns whether {@code status} ends the stream.
     *
     * @param started whether the command was granted before; if not, the end is a refusal
     */
    boolean isEnd(NetStatus status, boolean started);

    /** Returns the error text of a refusal, without the server's text. */
    default String refusal(NetStatus status) {
        return command() + " was refused";
    }

    /** Sends the commands that precede the deletion of the stream. */
    void close(OutgoingMessages outgoing);

    /** Section 7.2.2.6. */
    record Publish(AmfString name, String mode) implements StreamUse {

        /** Topics of statuses about publishing streams only. */
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
        public void open(OutgoingMessages outgoing, int messageStreamId) {
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

        /**
         * Returns the error text. Adobe defines BadName as a name that is already being published.
         */
        @Override
        public String refusal(NetStatus status) {
            String said = status.description().toLowerCase(Locale.ROOT);
            boolean isTaken =
                    status.code().equals("NetStream.Publish.BadName")
                            || TAKEN.stream().anyMatch(said::contains);
            return "publish was refused" + (isTaken ? ": the name is already being published" : "");
        }

        /** Returns whether the stream ends; a failed recording leaves it live. */
        @Override
        public boolean isEnd(NetStatus status, boolean started) {
            return status.isError() && !(started && status.code().startsWith("NetStream.Record."));
        }

        @Override
        public void close(OutgoingMessages outgoing) {
            outgoing.command("FCUnpublish", name);
        }
    }

    /** Section 7.2.2.1. */
    record Play(PlayRequest request) implements StreamUse {

        /** Topics of statuses about playing streams only. */
        static final Set<String> TOPICS = Set.of("Play", "Pause", "Unpause", "Seek");

        @Override
        public String command() {
            return "play";
        }

        @Override
        public void announce(OutgoingMessages outgoing) {
            outgoing.command("FCSubscribe", new AmfString(request.name()));
        }

        /**
         * Sends play. Start and length are seconds in the specification and milliseconds in every
         * implementation.
         */
        @Override
        public void open(OutgoingMessages outgoing, int messageStreamId) {
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

        /** Returns whether the stream ends; it survives a failed seek or pause. */
        @Override
        public boolean isEnd(NetStatus status, boolean started) {
            return status.isError()
                    && !status.code().startsWith("NetStream.Seek.")
                    && !status.code().startsWith("NetStream.Pause.")
                    && !status.code().startsWith("NetStream.Unpause.");
        }

        @Override
        public void close(OutgoingMessages outgoing) {
            outgoing.command("FCUnsubscribe", new AmfString(request.name()));
        }
    }
}
