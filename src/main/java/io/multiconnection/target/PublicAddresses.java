package io.multiconnection.target;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Check that accepts addresses of the public internet only. A name that a client chooses must not
 * resolve to the gateway's own network: loopback, private, or link-local addresses, among them the
 * metadata services of clouds.
 *
 * <p>Rejects every block of IANA's special-purpose registries, including the few that are globally
 * reachable: none of them is for streaming servers. Blocks that embed an IPv4 address are rejected
 * as a whole. The JDK unwraps IPv4-mapped addresses, which are then checked as IPv4.
 */
public final class PublicAddresses implements Predicate<InetAddress> {

    private static final List<IpSubnetFilterRule> REFUSED =
            Stream.of(
                            "0.0.0.0/8", // this network, RFC 791
                            "10.0.0.0/8", // private, RFC 1918
                            "100.64.0.0/10", // carrier-grade NAT, RFC 6598
                            "127.0.0.0/8", // loopback, RFC 1122
                            "169.254.0.0/16", // link-local, RFC 3927; metadata services
                            "172.16.0.0/12", // private, RFC 1918
                            "192.0.0.0/24", // protocol assignments, RFC 6890
                            "192.0.2.0/24", // documentation, RFC 5737
                            "192.31.196.0/24", // AS112, RFC 7535
                            "192.52.193.0/24", // AMT, RFC 7450
                            "192.88.99.0/24", // 6to4 relays, RFC 7526
                            "192.168.0.0/16", // private, RFC 1918
                            "192.175.48.0/24", // AS112, RFC 7534
                            "198.18.0.0/15", // benchmarking, RFC 2544
                            "198.51.100.0/24", // documentation, RFC 5737
                            "203.0.113.0/24", // documentation, RFC 5737
                            "224.0.0.0/4", // multicast, RFC 5771
                            "240.0.0.0/4", // reserved and broadcast, RFC 1112
                            // Outside 2000::/3 nothing is assigned as global unicast, RFC 4291:
                            // there are NAT64, SIIT, loopback, local addresses and multicast.
                            "::/3",
                            "4000::/2",
                            "8000::/1",
                            "2001::/23", // protocol assignments with Teredo, RFC 2928, RFC 4380
                            "2001:db8::/32", // documentation, RFC 3849
                            "2002::/16", // 6to4, RFC 3056
                            "2620:4f:8000::/48", // AS112, RFC 7534
                            "3fff::/20") // documentation, RFC 9637
                    .map(PublicAddresses::subnet)
                    .toList();

    private static IpSubnetFilterRule subnet(String cidr) {
        int slash = cidr.indexOf('/');
        return new IpSubnetFilterRule(
                cidr.substring(0, slash),
                Integer.parseInt(cidr.substring(slash + 1)),
                IpFilterRuleType.REJECT);
    }

    @Override
    public boolean test(InetAddress address) {
        InetSocketAddress socket = new InetSocketAddress(address, 0);
        return REFUSED.stream().noneMatch(rule -> rule.matches(socket));
    }
}
