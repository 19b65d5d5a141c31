package io.multiconnection.app.limits;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Key of a client in limits per address: an IPv4 address, or the /64 network of an IPv6 address,
 * because one host may use all addresses of a /64. An IPv4-mapped IPv6 address counts as IPv4.
 *
 * @param network bits of the IPv4 address, or the first 64 bits of the IPv6 address
 */
public record ClientAddress(Kind kind, long network) {

    /** Key of all clients without limits ({@code multiconnection.limits.exempt-addresses}). */
    public static final ClientAddress EXEMPT = new ClientAddress(Kind.EXEMPT, 0);

    /** Address family, or no limits. */
    public enum Kind {
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

    /** Returns the IPv4 address of an IPv4-mapped IPv6 address, or the address itself. */
    static InetAddress unmapped(InetAddress address) {
        if (address instanceof Inet4Address) {
            return address;
        }
        try {
            return InetAddress.getByAddress(address.getAddress()); // getByAddress unmaps
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // the length is always valid
        }
    }

    /** Returns the key of limits per address; null for a client without them. */
    public @Nullable String key() {
        return isExempt() ? null : toString();
    }

    boolean isExempt() {
        return kind == Kind.EXEMPT;
    }

    /** Returns the IPv4 address, or the network: {@code 2001:db8:1:2::/64}. */
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
