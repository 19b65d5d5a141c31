package io.multiconnection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.HexFormat;

/** Conversion between bytes and hex digits. Spaces and bars between digits are ignored. */
public final class Hex {

    private Hex() {}

    /** Returns a buffer that the caller releases; {@link LeakWatch} reports it otherwise. */
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
