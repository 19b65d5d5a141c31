package io.multiconnection.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.rtmp.client.RtmpUrl;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Destination of the next attempt, after the pools of the configuration have changed. */
class DestinationResolverTest {

    private static final String A = "rtmp://a.example/live";
    private static final String B = "rtmp://b.example/live";

    private final Destination last = resolver(server(A, "old"), server(B, "b")).named("main", 0);

    private record Resolver(DestinationResolver resolver) {

        Destination named(String pool, int index) {
            return resolver.pool(pool).orElseThrow().get(index);
        }
    }

    @Test
    void hasNewKeyAndCredentialsOfSameServer() {
        String url = "rtmp://ann:secret@a.example/live";
        Destination next = resolver(server(B, "b"), server(url, "new")).resolver.current(last);
        assertThat(next.server().key()).isEqualTo("new");
        assertThat(next.server().url()).isEqualTo(RtmpUrl.parse(url));
        assertThat(next.group()).isEqualTo("main");
    }

    @Test
    void staysIfPoolHasServerNoLonger() {
        assertThat(resolver(server(B, "new")).resolver.current(last)).isSameAs(last);
    }

    @Test
    void staysIfPoolIsGone() {
        DestinationResolver none =
                new DestinationResolver(new AllowList(List.of()), _ -> true, Map.of(), 16);
        assertThat(none.current(last)).isSameAs(last);
    }

    /** Two keys of one server: which of them replaces the old one is not known. */
    @Test
    void staysIfPoolHasServerTwice() {
        assertThat(resolver(server(A, "new"), server(A, "other")).resolver.current(last))
                .isSameAs(last);
    }

    /** A pattern of the allow list may have the name of a pool. */
    @Test
    void staysIfClientNamedServer() {
        DestinationResolver named =
                new DestinationResolver(
                        new AllowList(List.of("a.example")),
                        _ -> true,
                        Map.of("a.example", new Pool(List.of(server(A, "secret")))),
                        16);
        Destination own = named.named(A);
        assertThat(own.group()).isEqualTo("a.example");
        assertThat(named.current(own)).isSameAs(own);
    }

    private static Resolver resolver(Pool.Server... servers) {
        return new Resolver(
                new DestinationResolver(
                        new AllowList(List.of()),
                        _ -> false,
                        Map.of("main", new Pool(List.of(servers))),
                        16));
    }

    private static Pool.Server server(String url, String key) {
        return new Pool.Server(RtmpUrl.parse(url), key, false);
    }
}
