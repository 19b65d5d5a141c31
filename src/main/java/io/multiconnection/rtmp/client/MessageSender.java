package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.RtmpPipeline;
import io.multiconnection.rtmp.SharedMedia;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.UserControl.SetBufferLength;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writer of the messages of one connection, in the AMF encoding that was agreed with its server.
 */
final class MessageSender {

    private static final Logger LOG = System.getLogger(MessageSender.class.getName());

    private final Channel channel;
    private AmfEncoding encoding = AmfEncoding.AMF0;
    private @Nullable ChannelHandlerContext mediaContext;

    MessageSender(Channel channel) {
        this.channel = channel;
    }

    /** Encodes all later messages with {@code agreed}. */
    void use(AmfEncoding agreed) {
        encoding = agreed;
    }

    AmfEncoding encoding() {
        return encoding;
    }

    /**
     * Sends a call with values that a client chose.
     *
     * @throws RtmpClientException of kind UNWRITABLE if AMF cannot express one of them; the
     *     connection stays open
     */
    void call(String name, double transactionId, AmfValue object, List<AmfValue> arguments) {
        send(new Command(name, transactionId, object, arguments, encoding));
    }

    /**
     * Sends a command with values that a client chose.
     *
     * @throws RtmpClientException of kind UNWRITABLE if AMF cannot express one of them; the
     *     connection stays open
     */
    void send(Command command) {
        ChannelFuture written = channel.writeAndFlush(RtmpMessage.of(command));
        if (written.cause() instanceof AmfException unwritable) {
            throw new RtmpClientException(Kind.UNWRITABLE, String.valueOf(unwritable.getMessage()));
        }
    }

    /** Sends a command with values of the gateway, which AMF can express. */
    void command(int messageStreamId, String name, double transactionId, AmfValue... arguments) {
        write(
                messageStreamId,
                new Command(name, transactionId, AmfNull.NULL, List.of(arguments), encoding));
    }

    /** Sends events of a shared object. Messages of a client carry version 0. */
    void events(String name, boolean persistent, List<SharedObjectEvent> events) {
        write(0, new SharedObjectMessage(name, 0, persistent, events, encoding));
    }

    /** Sends the length of the client's buffer (section 7.1.7, Set Buffer Length). */
    void bufferTime(int messageStreamId, Duration bufferTime) {
        write(0, new SetBufferLength(messageStreamId, Math.toIntExact(bufferTime.toMillis())));
    }

    /** Writes media without flushing it, and owns the reference it is given. */
    ChannelFuture media(int messageStreamId, SharedMedia media) {
        if (mediaContext == null) {
            mediaContext = RtmpPipeline.mediaContext(channel.pipeline());
        }
        return mediaContext.write(media.on(messageStreamId));
    }

    /** Sends the media that was written. */
    void flush() {
        channel.flush();
    }

    /**
     * Writes a message. If AMF cannot express one of its values, the message is dropped and the
     * connection stays open.
     */
    private void write(int messageStreamId, MessagePayload payload) {
        channel.writeAndFlush(new RtmpMessage(0, messageStreamId, payload))
                .addListener(
                        written -> {
                            if (written.cause() instanceof AmfException unwritable) {
                                LOG.log(
                                        Level.DEBUG,
                                        "a message of type {0} was not sent: {1}",
                                        payload.typeId(),
                                        unwritable.ownText(),
                                        ChannelSubject.of(channel));
                            } else if (!written.isSuccess()) {
                                channel.pipeline().fireExceptionCaught(written.cause());
                            }
                        });
    }
}
