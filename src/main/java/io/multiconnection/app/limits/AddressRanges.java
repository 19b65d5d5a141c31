package io.multiconnection.app.limits;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Set of IP addresses and networks, such as {@code 10.0.0.0/8} and {@code 2001:db8::1}. */
final class AddressRanges {

    private record Range(BigInteger network, int addressBits, int prefixBits) {

        boolean contains(BigInteger address, int bits) {
            int hostBits = addressBits - prefixBits;
            return bits == addressBits
                    && address.shiftRight(hostBits).equals(network.shiftRight(hostBits));
        }
    }

    private static final int MAX_PREFIX_DIGITS = 3;

    private final List<Range> ranges;

    /**
     * Parses a list.
     *
     * @throws IllegalArgumentException with the first entry that is no address or network
     */
    AddressRanges(List<String> entries) {
        this.ranges = entries.stream().map(String::strip).map(AddressRanges::range).toList();
    }

    boolean contains(InetAddress address) {
        if (ranges.isEmpty()) {
            return false;
        }
        byte[] bytes = ClientAddress.unmapped(address).getAddress();
        BigInteger number = new BigInteger(1, bytes);
        return ranges.stream().anyMatch(range -> range.contains(number, bytes.length * Byte.SIZE));
    }

    private static Range range(String entry) {
        int slash = entry.indexOf('/');
        InetAddress address = parse(slash < 0 ? entry : entry.substring(0, slash));
        if (address == null) {
            throw wrong(entry);
        }
        int bits = address.getAddress().length * Byte.SIZE;
        int prefix = slash < 0 ? bits : prefix(entry, entry.substring(slash + 1));
        if (prefix > bits) {
            throw wrong(entry);
        }
        return new Range(new BigInteger(1, address.getAddress()), bits, prefix);
    }

    private static int prefix(String entry, String text) {
        boolean isNumber =
                !text.isEmpty()
                        && text.length() <= MAX_PREFIX_DIGITS
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isNumber) {
            throw wrong(entry);
        }
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException wrong(String entry) {
        return new IllegalArgumentException(
                "\"" + entry + "\", expected an IP address or a network such as 10.0.0.0/8");
    }

    /** Parses a literal IP address; returns null for any other text. Never uses DNS. */
    static @Nullable InetAddress parse(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException _) {
            return null;
        }
    }
}
