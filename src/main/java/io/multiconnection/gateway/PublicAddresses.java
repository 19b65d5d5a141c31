package io.multiconnection.gateway;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Accepts addresses of the public internet only: whatever name a client gives, it must not lead
 * into the gateway's own network (loopback, private, link-local and with it the clouds' metadata
 * services), nor to one of the ranges that merely wrap an IPv4 address.
 */
public final class PublicAddresses implements Predicate<InetAddress> {

    private static final List<IpSubnetFilterRule> REFUSED =
            Stream.of(
                            "0.0.0.0/8", // this network, RFC 1122
                            "10.0.0.0/8", // private, RFC 1918
                            "100.64.0.0/10", // carrier-grade NAT, RFC 6598
                            "127.0.0.0/8", // loopback, RFC 1122
                            "169.254.0.0/16", // link-local, RFC 3927; metadata services
                            "172.16.0.0/12", // private, RFC 1918
                            "192.0.0.0/24", // protocol assignments, RFC 6890
                            "192.168.0.0/16", // private, RFC 1918
                            "198.18.0.0/15", // benchmarking, RFC 2544
                            "224.0.0.0/4", // multicast, RFC 5771
                            "240.0.0.0/4", // reserved and broadcast, RFC 1112
                            "::/96", // unspecified, loopback and IPv4-compatible, RFC 4291
                            "64:ff9b::/96", // NAT64, RFC 6052
                            "64:ff9b:1::/48", // local NAT64, RFC 8215
                            "2001::/32", // Teredo, RFC 4380
                            "2002::/16", // 6to4, RFC 3056
                            "fc00::/7", // unique local, RFC 4193
                            "fe80::/10", // link-local, RFC 4291
                            "fec0::/10", // site-local, RFC 3879
                            "ff00::/8") // multicast, RFC 4291
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
