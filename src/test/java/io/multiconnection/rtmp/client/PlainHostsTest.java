package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainHostsTest {

    private long now = Long.MAX_VALUE - 1000; // wraps soon
    private final PlainHosts hosts = new PlainHosts(() -> now);

    private static RtmpUrl url(int host) {
        return RtmpUrl.parse("rtmp://h" + host + ".example/live");
    }

    @Test
    void remembersHostForTenMinutes() {
        hosts.add(url(1));
        now += PlainHosts.MEMORY.toNanos() - 1;
        assertThat(hosts.has(url(1))).isTrue();
        assertThat(hosts.has(RtmpUrl.parse("rtmp://h1.example/other"))).isTrue();
        assertThat(hosts.has(RtmpUrl.parse("rtmp://h1.example:1936/live"))).isFalse();
        now++;
        assertThat(hosts.has(url(1))).isFalse();
        hosts.add(url(1));
        assertThat(hosts.has(url(1))).isTrue();
    }

    @Test
    void forgetsOldestHostAboveLimit() {
        for (int i = 0; i <= PlainHosts.MAX_HOSTS; i++) {
            hosts.add(url(i));
        }
        assertThat(hosts.has(url(0))).isFalse();
        assertThat(hosts.has(url(1))).isTrue();
        assertThat(hosts.has(url(PlainHosts.MAX_HOSTS))).isTrue();
    }
}
