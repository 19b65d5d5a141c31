package io.multiconnection.gateway;

import static io.multiconnection.Hex.hex;

import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.SetChunkSize;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth.LimitType;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.MessagePayload.WindowAcknowledgementSize;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.UserControl.StreamBegin;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Imitation of a server of another project, by its source code: the messages, their order, their
 * message stream ids. The stream {@code show} is live, {@code taken} is being published.
 */
abstract sealed class ForeignServer implements ScriptedServer.Behaviour {

    private final Queue<String> received = new ConcurrentLinkedQueue<>();

    /** Received media, such as {@code video 1701}. */
    Queue<String> receivedMedia() {
        return received;
    }

    /** Responds to a command on {@code stream} after connect. */
    abstract void answer(ChannelHandlerContext client, int stream, Command command);

    @Override
    public void connected(ChannelHandlerContext client) {}

    @Override
    public void received(ChannelHandlerContext client, RtmpMessage message) {
        switch (message.payload()) {
            case Command command -> answer(client, message.messageStreamId(), command);
            case Video video -> received.add("video " + ByteBufUtil.hexDump(video.body()));
            case Audio audio -> received.add("audio " + ByteBufUtil.hexDump(audio.body()));
            case MessagePayload _ -> {}
        }
    }

    /**
     * SRS 5: calls {@code onFCPublish} on the stream before its status, and closes if the name is
     * in use.
     */
    static final class Srs extends ForeignServer {

        @Override
        public void connect(ChannelHandlerContext client, Command command) {
            deliver(client, 0, new WindowAcknowledgementSize(2_500_000));
            deliver(client, 0, new SetPeerBandwidth(2_500_000, LimitType.DYNAMIC));
            deliver(client, 0, new SetChunkSize(60_000));
            AmfEcmaArray data =
                    new AmfEcmaArray()
                            .with("version", new AmfString("3,5,3,888"))
                            .with("srs_sig", new AmfString("SRS"))
                            .with("srs_pid", new AmfNumber(17));
            AmfObject info =
                    status("status", "NetConnection.Connect.Success", "Connection succeeded")
                            .with("objectEncoding", new AmfNumber(0))
                            .with("data", data);
            deliver(
                    client,
                    0,
                    new Command(
                            "_result",
                            command.transactionId(),
                            AmfObject.of("fmsVer", new AmfString("FMS/3,5,3,888")),
                            List.of(info),
                            AmfEncoding.AMF0));
            deliver(client, 0, command("onBWDone", 0));
        }

        @Override
        void answer(ChannelHandlerContext client, int stream, Command command) {
            double id = command.transactionId();
            switch (command.name()) {
                case "releaseStream", "FCPublish" ->
                        deliver(client, 0, command("_result", id, AmfUndefined.UNDEFINED));
                case "createStream" -> deliver(client, 0, command("_result", id, new AmfNumber(1)));
                case "publish" -> {
                    if (names(command, "taken")) {
                        client.close();
                        return;
                    }
                    deliver(
                            client,
                            stream,
                            command(
                                    "onFCPublish",
                                    0,
                                    AmfObject.of(
                                            "code",
                                            new AmfString("NetStream.Publish.Start"),
                                            "description",
                                            new AmfString("Started publishing stream."))));
                    deliver(client, stream, onStatus(0, "status", "NetStream.Publish.Start"));
                }
                case "play" -> {
                    deliver(client, 0, new StreamBegin(stream));
                    deliver(client, stream, onStatus(0, "status", "NetStream.Play.Reset"));
                    deliver(client, stream, onStatus(0, "status", "NetStream.Play.Start"));
                    deliver(client, stream, sampleAccess());
                    media(client, stream, stream);
                }
                default -> {}
            }
        }
    }

    /**
     * ZLMediaKit: one message stream for all, statuses on message stream 0 with the transaction id
     * of the last command, metadata on message stream 0.
     */
    static final class ZlMediaKit extends ForeignServer {

        @Override
        void answer(ChannelHandlerContext client, int stream, Command command) {
            double id = command.transactionId();
            switch (command.name()) {
                case "createStream" -> deliver(client, 0, command("_result", id, new AmfNumber(1)));
                case "publish" -> {
                    boolean isTaken = names(command, "taken");
                    String code = isTaken ? "BadName" : "Start";
                    String level = isTaken ? "error" : "status";
                    deliver(client, 0, onStatus(id, level, "NetStream.Publish." + code));
                    if (isTaken) {
                        hangUp(client);
                    }
                }
                case "play" -> {
                    if (!names(command, "show")) {
                        deliver(client, 0, onStatus(id, "error", "NetStream.Play.StreamNotFound"));
                        hangUp(client);
                        return;
                    }
                    deliver(client, 0, new StreamBegin(1));
                    deliver(client, 0, onStatus(id, "status", "NetStream.Play.Reset"));
                    deliver(client, 0, onStatus(id, "status", "NetStream.Play.Start"));
                    deliver(client, 0, sampleAccess());
                    deliver(client, 0, onStatus(id, "status", "NetStream.Play.PublishNotify"));
                    media(client, 0, 1);
                }
                default -> {}
            }
        }
    }

    /** crtmpserver: does not respond to the play of a stream that is not live. */
    static final class Crtmpserver extends ForeignServer {

        private int streams;

        @Override
        void answer(ChannelHandlerContext client, int stream, Command command) {
            switch (command.name()) {
                case "createStream" ->
                        deliver(
                                client,
                                0,
                                command(
                                        "_result",
                                        command.transactionId(),
                                        new AmfNumber(++streams)));
                case "publish" ->
                        deliver(client, stream, onStatus(0, "status", "NetStream.Publish.Start"));
                case "play" -> {
                    if (names(command, "show")) {
                        deliver(client, 0, new StreamBegin(stream));
                        deliver(client, stream, onStatus(0, "status", "NetStream.Play.Reset"));
                        deliver(client, stream, onStatus(0, "status", "NetStream.Play.Start"));
                        media(client, stream, stream);
                    }
                }
                default -> {}
            }
        }
    }

    /** Metadata, codec configurations and a keyframe. */
    private static void media(ChannelHandlerContext client, int dataStream, int stream) {
        AmfEcmaArray metadata = new AmfEcmaArray().with("width", new AmfNumber(320));
        deliver(
                client,
                dataStream,
                new Data(List.of(new AmfString("onMetaData"), metadata), AmfEncoding.AMF0));
        deliver(client, stream, new Video(hex("1700000000")));
        deliver(client, stream, new Audio(hex("af00")));
        deliver(client, stream, new Video(hex("1701000000")));
    }

    private static Data sampleAccess() {
        return new Data(
                List.of(new AmfString("|RtmpSampleAccess"), AmfValue.of(true), AmfValue.of(true)),
                AmfEncoding.AMF0);
    }

    private static boolean names(Command command, String name) {
        return command.arguments().getFirst().equals(new AmfString(name));
    }

    private static Command onStatus(double transactionId, String level, String code) {
        return command("onStatus", transactionId, status(level, code, "words of the server"));
    }

    private static AmfObject status(String level, String code, String description) {
        return AmfObject.of(
                "level", new AmfString(level),
                "code", new AmfString(code),
                "description", new AmfString(description));
    }

    private static Command command(String name, double transactionId, AmfValue... arguments) {
        return new Command(name, transactionId, AmfNull.NULL, List.of(arguments), AmfEncoding.AMF0);
    }

    private static void deliver(ChannelHandlerContext client, int stream, MessagePayload payload) {
        client.writeAndFlush(new RtmpMessage(0, stream, payload));
    }

    private static void hangUp(ChannelHandlerContext client) {
        client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
}
