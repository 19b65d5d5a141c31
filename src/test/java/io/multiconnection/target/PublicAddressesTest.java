package io.multiconnection.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.Vectors;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {

    private final PublicAddresses rule = new PublicAddresses();

    /** A line of {@code vectors/addresses.json}. */
    record Block(String block, String name, String source, String registry, boolean isPublic) {

        BigInteger first() {
            InetAddress address = address(block.substring(0, block.indexOf('/')));
            BigInteger number = new BigInteger(1, address.getAddress());
            boolean unwrapped = address.getAddress().length < bytes();
            return unwrapped ? number.add(BigInteger.valueOf(0xFFFF_0000_0000L)) : number;
        }

        BigInteger last() {
            int freeBits = bytes() * 8 - Integer.parseInt(block.substring(block.indexOf('/') + 1));
            return first().add(BigInteger.ONE.shiftLeft(freeBits)).subtract(BigInteger.ONE);
        }

        /** The JDK makes an IPv4 address of an IPv4-mapped one; here it stays IPv6. */
        int bytes() {
            return block.contains(":") ? 16 : 4;
        }

        boolean holds(int bytes, BigInteger number) {
            return bytes == bytes()
                    && first().compareTo(number) <= 0
                    && last().compareTo(number) >= 0;
        }

        @Override
        public String toString() {
            return block + " " + name;
        }
    }

    static List<Block> blocks() {
        return Vectors.read("addresses.json", Block.class);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void rejectsBothEndsOfEachBlock(Block block) {
        assertThat(rule.test(address(block.bytes(), block.first()))).isEqualTo(block.isPublic());
        assertThat(rule.test(address(block.bytes(), block.last()))).isEqualTo(block.isPublic());
    }

    /** A neighbour is public unless another block holds it. */
    @ParameterizedTest
    @MethodSource("blocks")
    void checksNeighboursOfEachBlock(Block block) {
        BigInteger end = BigInteger.ONE.shiftLeft(block.bytes() * 8);
        for (BigInteger neighbour :
                List.of(block.first().subtract(BigInteger.ONE), block.last().add(BigInteger.ONE))) {
            if (neighbour.signum() >= 0 && neighbour.compareTo(end) < 0) {
                InetAddress address = address(block.bytes(), neighbour);
                assertThat(rule.test(address))
                        .as("%s", address)
                        .isEqualTo(isPublic(neighbour, block));
            }
        }
    }

    private static boolean isPublic(BigInteger number, Block near) {
        return blocks().stream()
                .noneMatch(block -> !block.isPublic() && block.holds(near.bytes(), number));
    }

    /** Each form that wraps an IPv4 address, with one address in it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "::%s",
                "::ffff:%s",
                "::ffff:0:%s",
                "64:ff9b::%s",
                "64:ff9b:1::%s",
                "64:ff9b:1:ffff::%s",
                "2002:%x::1",
                "2001:0:%x::1",
                "2001:0:102:304:0:ffff:%x",
            })
    void rejectsPrivateAddressInEveryEmbedding(String form) {
        for (String inner : List.of("10.0.0.1", "127.0.0.1", "169.254.169.254", "192.168.1.1")) {
            byte[] bytes = address(inner).getAddress();
            String hex =
                    "%x:%x"
                            .formatted(
                                    (bytes[0] & 0xFF) * 256 + (bytes[1] & 0xFF),
                                    (bytes[2] & 0xFF) * 256 + (bytes[3] & 0xFF));
            String text = form.replace("%s", inner).replace("%x", hex);
            assertThat(rule.test(address(text))).as(text).isFalse();
        }
    }

    /** As IPv6, which the JDK makes of no text, but a resolver might. */
    @Test
    void rejectsMappedAddressThatIsNotUnwrapped() throws UnknownHostException {
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xFF;
        bytes[11] = (byte) 0xFF;
        bytes[12] = 127;
        bytes[15] = 1;
        assertThat(rule.test(Inet6Address.getByAddress(null, bytes, -1))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8",
        "172.32.0.1",
        "100.128.0.1",
        "192.0.1.1",
        "2606:4700::1111",
        "::ffff:8.8.8.8"
    })
    void acceptsPublicAddresses(String address) {
        assertThat(rule.test(address(address))).isTrue();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    private static InetAddress address(int size, BigInteger number) {
        byte[] digits = number.toByteArray();
        byte[] bytes = new byte[size];
        int length = Math.min(size, digits.length);
        System.arraycopy(digits, digits.length - length, bytes, size - length, length);
        try {
            return size == 16
                    ? Inet6Address.getByAddress(null, bytes, -1)
                    : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(number.toString(16), e);
        }
    }
}
