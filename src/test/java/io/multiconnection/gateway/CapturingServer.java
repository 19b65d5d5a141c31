package io.multiconnection.gateway;

import static io.multiconnection.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.HangLimit;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.RtmpMessage;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Server that accepts streams, at a time of the test's choice, and records every message. */
final class CapturingServer implements AutoCloseable {

    private static final long PATIENCE_SECONDS = HangLimit.SECONDS;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Runnable> publish = new CompletableFuture<>();
    private final boolean answersPublish;
    private final ScriptedServer server;

    /**
     * Starts a server.
     *
     * @param answersPublish whether it answers publish at once, or when {@link #start} is called
     */
    CapturingServer(boolean answersPublish) {
        this.answersPublish = answersPublish;
        server =
                new ScriptedServer(
                        new ScriptedServer.Behaviour() {
                            @Override
                            public void connected(ChannelHandlerContext client) {}

                            @Override
                            public void received(
                                    ChannelHandlerContext client, RtmpMessage message) {
                                CapturingServer.this.received(client, message);
                            }
                        });
    }

    private void received(ChannelHandlerContext client, RtmpMessage message) {
        switch (message.payload()) {
            case Command command when command.name().equals("createStream") ->
                    client.writeAndFlush(ScriptedServer.answer(command));
            case Command command when command.name().equals("publish") -> {
                Runnable answer = () -> client.writeAndFlush(publishStart());
                if (answersPublish) {
                    answer.run();
                }
                publish.complete(answer);
            }
            case Audio(var body) -> heard.add("audio " + hex(body) + " at " + message.timestamp());
            case Video(var body) -> heard.add("video " + hex(body) + " at " + message.timestamp());
            case Data data -> heard.add(words(data) + " at " + message.timestamp());
            default -> {}
        }
    }

    /** Returns the handler, and the first argument if it is a string. */
    private static String words(Data data) {
        return data.values().size() > 1 && data.values().get(1) instanceof AmfString(String first)
                ? data.name() + " " + first
                : data.name();
    }

    private static RtmpMessage publishStart() {
        AmfObject info =
                AmfObject.of("level", new AmfString("status"))
                        .with("code", new AmfString("NetStream.Publish.Start"));
        return new RtmpMessage(
                0, 1, new Command("onStatus", 0, AmfNull.NULL, List.of(info), AmfEncoding.AMF0));
    }

    /** Waits for a publish request. */
    void awaitPublish() {
        var _ = publish.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Responds to the publish request. */
    void start() {
        publish.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join().run();
    }

    String url() {
        return server.url("live");
    }

    /** Returns the next message, such as {@code video 1701 at 40}. */
    String next() {
        try {
            String next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(next).as("a message of the client").isNotNull();
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the messages up to the first match. */
    List<String> until(Predicate<String> last) {
        List<String> all = new ArrayList<>();
        do {
            all.add(next());
        } while (!last.test(all.getLast()));
        return all;
    }

    @Override
    public void close() {
        server.close();
    }
}
