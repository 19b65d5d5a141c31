package io.multiconnection.rtmp;

import io.multiconnection.Hex;
import io.multiconnection.amf.AmfFormat;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.amf.RandomAmf;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.MessagePayload.Unknown;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.RequestChange;
import io.multiconnection.rtmp.SharedObjectEvent.SendMessage;
import io.multiconnection.rtmp.SharedObjectEvent.Success;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Messages of types 15 to 20, and aggregates of them, with damaged bodies. */
public final class UnreadableMessages {

    private static final int SIZE = 4096;

    private UnreadableMessages() {}

    /** Returns a message of this type with these bytes as its body. */
    public static RtmpMessage raw(int typeId, byte[] body) {
        return RtmpMessage.of(new Unknown(typeId, Unpooled.wrappedBuffer(body)));
    }

    /** Returns the body of an aggregate with one message, which has this type and body. */
    public static byte[] aggregate(int typeId, byte[] body) {
        ByteBuf out = Unpooled.buffer().writeByte(typeId).writeMedium(body.length).writeZero(7);
        out.writeBytes(body).writeInt(body.length + 11);
        return ByteBufUtil.getBytes(out);
    }

    /**
     * Returns a message body that is well formed up to its first value, which consists of these hex
     * digits: a data message "on", the answer to call 9, or the change of slot "x" of the shared
     * object "so".
     */
    public static byte[] body(int typeId, String value) {
        String amf3 = typeId <= 17 ? "00" : "";
        int event = 3 + Hex.bytes(value).length;
        return Hex.bytes(
                amf3
                        + switch (typeId) {
                            case 15, 18 -> "02 0002 6F6E" + value;
                            case 17, 20 -> "02 0007 5F726573756C74 00 4022000000000000 05" + value;
                            case 16, 19 ->
                                    "0002 736F 00000001 00000000 00000000 04 %08X 0001 78"
                                                    .formatted(event)
                                            + value;
                            default -> throw new IllegalArgumentException("type " + typeId);
                        });
    }

    /** Returns a random message or aggregate with bytes cut off or bits flipped. */
    public static RtmpMessage random(RandomGenerator random) {
        byte[] body;
        int typeId;
        if (random.nextInt(4) == 0) {
            typeId = MessageType.AGGREGATE;
            body = new byte[0];
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                MessagePayload part = valid(random);
                byte[] one = aggregate(part.typeId(), bytes(part));
                int end = body.length;
                body = Arrays.copyOf(body, end + one.length);
                System.arraycopy(one, 0, body, end, one.length);
            }
        } else {
            MessagePayload payload = valid(random);
            typeId = payload.typeId();
            body = bytes(payload);
        }
        if (random.nextBoolean()) {
            return raw(typeId, Arrays.copyOf(body, random.nextInt(body.length)));
        }
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return raw(typeId, body);
    }

    private static MessagePayload valid(RandomGenerator random) {
        AmfEncoding encoding = random.nextBoolean() ? AmfEncoding.AMF0 : AmfEncoding.AMF3;
        List<AmfValue> values = RandomAmf.message(random, AmfFormat.valueOf(encoding.name()));
        return switch (random.nextInt(4)) {
            case 0 -> {
                List<AmfValue> all = new ArrayList<>(values);
                all.addFirst(new AmfString("onMetaData"));
                yield new Data(all, encoding);
            }
            case 1 -> new Command("_result", 2, values.getFirst(), values, encoding);
            case 2 -> new Command("doThis", random.nextInt(2), new AmfNumber(1), values, encoding);
            default ->
                    new SharedObjectMessage(
                            "so",
                            1,
                            false,
                            List.of(
                                    new Change("a", values.getFirst()),
                                    new RequestChange("b", values.getLast()),
                                    new SendMessage("on", values),
                                    new Success("c")),
                            encoding);
        };
    }

    private static byte[] bytes(MessagePayload payload) {
        ByteBuf body = PayloadWriter.write(payload, UnpooledByteBufAllocator.DEFAULT);
        byte[] bytes = ByteBufUtil.getBytes(body);
        body.release();
        return bytes;
    }

    /** Sends messages as the chunks of one connection. */
    public static final class Sender {

        private final EmbeddedChannel channel =
                new EmbeddedChannel(
                        new ChunkEncoder(SIZE),
                        new MessageEncoder(
                                RtmpMemory.unlimited(),
                                new ChunkDecoder(RtmpLimits.DEFAULT, RtmpMemory.unlimited()),
                                SIZE));

        /** Passes the chunks of a message to {@code receiver}, which begins with a ChunkDecoder. */
        public void send(RtmpMessage message, EmbeddedChannel receiver) {
            channel.writeOutbound(message);
            for (ByteBuf part = channel.readOutbound(); part != null; ) {
                receiver.writeInbound(part);
                part = channel.readOutbound();
            }
        }

        /** Releases all buffers. */
        public void close() {
            channel.finishAndReleaseAll();
        }
    }
}
