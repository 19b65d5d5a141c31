package io.multiconnection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.HexFormat;

/** Bytes as tests write them: hex digits, with spaces and bars wherever they help to read. */
public final class Hex {

    private Hex() {}

    /** A buffer that the caller releases; LeakWatch sees to it. */
    public static ByteBuf hex(String digits) {
        byte[] bytes = bytes(digits);
        return PooledByteBufAllocator.DEFAULT.buffer(bytes.length).writeBytes(bytes);
    }

    public static byte[] bytes(String digits) {
        return HexFormat.of().parseHex(digits.replaceAll("[\\s|]", ""));
    }

    /** Returns the readable bytes in hexadecimal, without moving an index. */
    public static String hex(ByteBuf buffer) {
        return ByteBufUtil.hexDump(buffer);
    }
}
