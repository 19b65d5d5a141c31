package io.multiconnection.app;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Key of one client in limits per address: an IPv4 address, or the /64 network of an IPv6 address,
 * all of which one host may have. An IPv4 address mapped into IPv6 counts as that IPv4 address.
 *
 * @param network the bits of the IPv4 address, or the first 64 of the IPv6 address
 */
record ClientAddress(Kind kind, long network) {

    /** Every client that {@code multiconnection.limits.exempt-addresses} frees from limits. */
    static final ClientAddress EXEMPT = new ClientAddress(Kind.EXEMPT, 0);

    /** Address families, and the clients without limits. */
    enum Kind {
        IPV4,
        IPV6,
        EXEMPT
    }

    /** Returns the key of an address. */
    static ClientAddress of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(unmapped(address).getAddress());
        return bytes.remaining() == Integer.BYTES
                ? new ClientAddress(Kind.IPV4, Integer.toUnsignedLong(bytes.getInt()))
                : new ClientAddress(Kind.IPV6, bytes.getLong());
    }

    /** Returns the IPv4 address that an IPv6 address maps, or the address itself. */
    static InetAddress unmapped(InetAddress address) {
        if (address instanceof Inet4Address) {
            return address;
        }
        try {
            return InetAddress.getByAddress(address.getAddress()); // Java unmaps it here
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // its length is that of an address
        }
    }

    /** Returns the key of limits per address; null for a client without them. */
    @Nullable String key() {
        return isExempt() ? null : toString();
    }

    boolean isExempt() {
        return kind == Kind.EXEMPT;
    }

    /** The IPv4 address, or the network: {@code 2001:db8:1:2::/64}. */
    @Override
    public String toString() {
        return switch (kind) {
            case IPV4 -> NetUtil.intToIpAddress((int) network);
            case IPV6 ->
                    NetUtil.bytesToIpAddress(
                                    ByteBuffer.allocate(16).putLong(network).putLong(0).array())
                            + "/64";
            case EXEMPT -> "exempt";
        };
    }
}
