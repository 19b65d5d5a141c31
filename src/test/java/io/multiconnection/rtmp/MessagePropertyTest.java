package io.multiconnection.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfBoolean;
import io.multiconnection.amf.AmfByteArray;
import io.multiconnection.amf.AmfDate;
import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.Acknowledgement;
import io.multiconnection.rtmp.MessagePayload.Aggregate;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.MessagePayload.Unknown;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.MessagePayload.WindowAcknowledgementSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties of random payloads and random bodies. A failure names the seed that reproduces it. */
class MessagePropertyTest {

    private Random random = new Random(0);

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    /** Passes messages through all handlers of both ends except the handshake. */
    @ParameterizedTest
    @MethodSource("seeds")
    void receivesMessagesAsSent(long seed) {
        random = new Random(seed);
        EmbeddedChannel sender =
                new EmbeddedChannel(
                        new ChunkEncoder(128),
                        new MessageEncoder(
                                RtmpMemory.unlimited(),
                                new ChunkDecoder(RtmpLimits.DEFAULT, RtmpMemory.unlimited()),
                                128));
        EmbeddedChannel receiver =
                new EmbeddedChannel(
                        new ChunkDecoder(RtmpLimits.DEFAULT, RtmpMemory.unlimited()),
                        new MessageDecoder(RtmpLimits.DEFAULT));
        for (int i = 0; i < 20; i++) {
            RtmpMessage message = new RtmpMessage(random.nextInt(), random.nextInt(3), payload());
            message.retain();

            sender.writeOutbound(message);
            for (ByteBuf part = sender.readOutbound(); part != null; part = sender.readOutbound()) {
                receiver.writeInbound(part);
            }

            RtmpMessage received = receiver.readInbound();
            assertThat(received).isEqualTo(message);
            received.release();
            message.release();
        }
        assertThat(sender.finish()).isFalse();
        assertThat(receiver.finish()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsPayloadOrFailsForRandomBody(long seed) {
        random = new Random(seed);
        for (int typeId = 0; typeId < 25; typeId++) {
            ByteBuf body = noise();
            try {
                MessagePayload payload = PayloadReader.read(typeId, body, RtmpLimits.DEFAULT);
                assertThat(payload.typeId()).isEqualTo(typeId);
                payload.body().release();
            } catch (RtmpProtocolException e) {
                assertThat(body.refCnt()).isEqualTo(1);
            } finally {
                body.release();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsMessagesOrFailsForRandomAggregate(long seed) {
        random = new Random(seed);
        ByteBuf body = PooledByteBufAllocator.DEFAULT.buffer();
        for (int i = random.nextInt(5); i > 0; i--) {
            ByteBuf part = noise();
            body.writeByte(random.nextInt(25)).writeMedium(part.readableBytes()).writeZero(7);
            body.writeBytes(part).writeInt(0);
            part.release();
        }
        try {
            AggregateReader.read(0, 1, new Aggregate(body), RtmpLimits.DEFAULT)
                    .forEach(RtmpMessage::release);
        } catch (RtmpProtocolException e) {
            assertThat(body.refCnt()).isEqualTo(1);
        } finally {
            body.release();
        }
    }

    private MessagePayload payload() {
        return switch (random.nextInt(12)) {
            case 0 -> new Acknowledgement(random.nextInt());
            case 1 -> new WindowAcknowledgementSize(random.nextInt());
            case 2 ->
                    new SetPeerBandwidth(
                            random.nextInt(), oneOf(SetPeerBandwidth.LimitType.values()));
            case 3 -> new UserControl.SetBufferLength(random.nextInt(), random.nextInt());
            case 4 -> new UserControl.UnknownEvent(31 + random.nextInt(60000), noise());
            case 5 -> new Audio(noise());
            case 6 -> new Video(noise());
            case 7 -> new Aggregate(noise());
            case 8 -> new Unknown(100 + random.nextInt(156), noise());
            case 9 -> new Data(values(), oneOf(AmfEncoding.values()));
            case 10 ->
                    new Command(
                            text(),
                            random.nextInt(),
                            value(0),
                            values(),
                            oneOf(AmfEncoding.values()));
            default ->
                    new SharedObjectMessage(
                            text(),
                            random.nextInt(),
                            random.nextBoolean(),
                            several(this::event),
                            oneOf(AmfEncoding.values()));
        };
    }

    private SharedObjectEvent event() {
        return switch (random.nextInt(11)) {
            case 0 -> new SharedObjectEvent.Use();
            case 1 -> new SharedObjectEvent.Release();
            case 2 -> new SharedObjectEvent.RequestChange(text(), value(0));
            case 3 -> new SharedObjectEvent.Change(text(), value(0));
            case 4 -> new SharedObjectEvent.Success(text());
            case 5 -> new SharedObjectEvent.SendMessage(text(), values());
            case 6 -> new SharedObjectEvent.Status(text(), text());
            case 7 -> new SharedObjectEvent.Clear();
            case 8 -> new SharedObjectEvent.Remove(text());
            case 9 -> new SharedObjectEvent.RequestRemove(text());
            default -> new SharedObjectEvent.UseSuccess();
        };
    }

    private List<AmfValue> values() {
        return several(() -> value(0));
    }

    /** Returns a value that both AMF0 and AMF3 carry without loss. */
    private AmfValue value(int depth) {
        return switch (random.nextInt(depth < 4 ? 10 : 7)) {
            case 0 -> AmfNull.NULL;
            case 1 -> AmfUndefined.UNDEFINED;
            case 2 -> new AmfBoolean(random.nextBoolean());
            case 3 -> new AmfNumber(random.nextDouble());
            case 4 -> new AmfString(text());
            case 5 -> new AmfDate(random.nextInt(), (short) 0);
            case 6 -> new AmfByteArray(new byte[] {(byte) random.nextInt(), 1});
            case 7 -> AmfObject.of("a", value(depth + 1), "b", value(depth + 1));
            case 8 -> new AmfStrictArray(several(() -> value(depth + 1)));
            default -> new AmfEcmaArray(Map.of("k" + depth, value(depth + 1)));
        };
    }

    private ByteBuf noise() {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return PooledByteBufAllocator.DEFAULT.buffer(bytes.length).writeBytes(bytes);
    }

    private String text() {
        return oneOf("", "so", "é€\ud83c\udf99", "x".repeat(random.nextInt(300)));
    }

    private <T> List<T> several(Supplier<T> one) {
        return Stream.generate(one).limit(random.nextInt(4)).toList();
    }

    @SafeVarargs
    private <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
