package io.multiconnection.gateway;

import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.RequestChange;
import io.multiconnection.rtmp.SharedObjectEvent.SendMessage;
import io.multiconnection.rtmp.SharedObjectEvent.Status;
import io.multiconnection.rtmp.SharedObjectEvent.Success;
import io.multiconnection.rtmp.SharedObjectEvent.Use;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import io.multiconnection.rtmp.server.RtmpServer;
import io.multiconnection.rtmp.server.ServerApplication;
import io.multiconnection.rtmp.server.ServerCall;
import io.multiconnection.rtmp.server.ServerConnectRequest;
import io.multiconnection.rtmp.server.ServerConnection;
import io.multiconnection.rtmp.server.ServerLimits;
import io.multiconnection.rtmp.server.ServerNetStatus;
import io.multiconnection.rtmp.server.ServerPlayRequest;
import io.multiconnection.rtmp.server.ServerPublishRequest;
import io.multiconnection.rtmp.server.ServerStream;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Server that puts a text into every message it can, and echoes its input. Thread-safe. */
final class ParrotServer implements ServerApplication, AutoCloseable {

    private final Supplier<String> words;
    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final RtmpServer server =
            RtmpServer.listen(
                            group,
                            NioServerSocketChannel.class,
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            ServerLimits.DEFAULT,
                            MemoryBudget.unlimited(),
                            this)
                    .join();

    ParrotServer(Supplier<String> words) {
        this.words = words;
    }

    int port() {
        return server.address().getPort();
    }

    @Override
    public void connect(ServerConnection connection, ServerConnectRequest request) {
        if (request.app().startsWith("closed")) {
            connection.reject(words.get());
            return;
        }
        connection.accept();
        connection.tell(ServerNetStatus.error(words.get(), words.get()));
        connection.tell(ServerNetStatus.status("NetConnection.Connect.NetworkChange", words.get()));
        connection.call(words.get(), List.of(object(words.get())));
        connection.call("onFCPublish", List.of(object(words.get())));
    }

    private static AmfObject object(String text) {
        AmfValue value = new AmfString(text);
        return AmfObject.of("code", value).with("description", value).with(text, value);
    }

    @Override
    public void disconnected(ServerConnection connection) {}

    @Override
    public void publish(
            ServerConnection connection, ServerStream stream, ServerPublishRequest request) {
        stream.tell(ServerNetStatus.status(words.get(), request.name()));
        request.refuse(
                ServerNetStatus.error("NetStream.Publish.BadName", request.name() + words.get()));
    }

    @Override
    public void play(ServerConnection connection, ServerStream stream, ServerPlayRequest request) {
        stream.tell(ServerNetStatus.status(words.get(), request.name()));
        request.refuse(ServerNetStatus.error("NetStream.Play.StreamNotFound", words.get()));
    }

    @Override
    public void call(ServerConnection connection, ServerCall call) {
        if (call.method().equals("fail")) {
            call.error(words.get() + call.arguments());
        } else if (!call.arguments().isEmpty()) {
            call.result(
                    AmfObject.of("echo", call.arguments().getFirst())
                            .with("words", new AmfString(words.get())));
        }
    }

    @Override
    public void sharedObject(ServerConnection connection, SharedObjectMessage message) {
        message.events()
                .forEach(
                        event -> {
                            if (event instanceof Use) {
                                AmfString text = new AmfString(words.get());
                                connection.tell(
                                        message.name(),
                                        1,
                                        message.persistent(),
                                        List.of(
                                                new UseSuccess(),
                                                new Change("slot", text),
                                                new Change(words.get(), text),
                                                new SendMessage(words.get(), List.of(text)),
                                                new Status(words.get(), "error")));
                            } else if (event instanceof RequestChange(String slot, AmfValue _)) {
                                connection.tell(
                                        message.name(),
                                        2,
                                        message.persistent(),
                                        List.of(new Success(slot)));
                            }
                        });
    }

    @Override
    public void close() {
        server.close().join();
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
