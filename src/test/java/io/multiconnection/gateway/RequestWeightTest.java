package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.RequestReader;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.multiconnection.target.Pool;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights in a session with four servers; a pool {@code main} has three. */
class RequestWeightTest {

    private static final int SERVERS = 4;
    private static final String OBJECT = "'name':'o','persistent':false";
    private static final Map<String, Pool> POOLS =
            Map.of(
                    "main",
                    new Pool(
                            Collections.nCopies(
                                    3,
                                    new Pool.Server(
                                            RtmpUrl.parse("rtmp://a.example/live"), null, false))));

    private static Request read(String fields) {
        return new RequestReader(64).read("{'id':1,%s}".formatted(fields).replace('\'', '"'));
    }

    static Stream<Arguments> weights() {
        return Stream.of(
                Arguments.of("'type':'connect','servers':['rtmp://a/x','rtmp://b/x']", 4000),
                Arguments.of("'type':'connect','servers':[{'pool':'main'},'rtmp://b/x']", 8000),
                Arguments.of("'type':'connect','servers':[{'pool':'none'}]", 2000),
                Arguments.of("'type':'connect','room':'r'", 2000),
                Arguments.of("'type':'resume','token':'t','received':0", 1),
                Arguments.of("'type':'authenticate','token':'e30.e30.c2ln'", 1000),
                Arguments.of("'type':'reconnect','server':1", 2000),
                Arguments.of("'type':'reconnect','server':1,'to':{'pool':'main'}", 6000),
                Arguments.of("'type':'addServer','server':{'pool':'main'}", 6000),
                Arguments.of("'type':'removeServer','server':1", 1),
                Arguments.of("'type':'createStream'", 4),
                Arguments.of("'type':'publish','stream':1,'name':'a'", 20),
                Arguments.of("'type':'play','stream':1,'name':'a'", 2001),
                Arguments.of("'type':'play','stream':1,'name':'a','servers':[2]", 501),
                Arguments.of("'type':'pause','stream':1,'paused':true", 1),
                Arguments.of("'type':'seek','stream':1,'position':1", 1),
                Arguments.of("'type':'receive','stream':1,'audio':true", 1),
                Arguments.of("'type':'bufferTime','stream':1,'buffer':1", 1),
                Arguments.of("'type':'send','stream':1,'handler':'h','args':[]", 4),
                Arguments.of("'type':'call','method':'m','args':[],'on':'all'", 4),
                Arguments.of("'type':'call','method':'m','args':[],'on':2", 1),
                Arguments.of("'type':'return','call':1,'value':1", 1),
                Arguments.of("'type':'useSharedObject'," + OBJECT, 1000),
                Arguments.of(
                        "'type':'setSlots','name':'o','changes':[{'path':['a'],'value':1},"
                                + "{'path':['b']}]",
                        8),
                Arguments.of("'type':'sendMessage','name':'o','handler':'h','args':[]", 4),
                Arguments.of("'type':'clearSharedObject','name':'o'", 200),
                Arguments.of("'type':'releaseSharedObject','name':'o'", 4),
                Arguments.of("'type':'closeStream','stream':1", 4),
                Arguments.of("'type':'disconnect'", 4));
    }

    @ParameterizedTest
    @MethodSource("weights")
    void weighsRequestsByTheirWork(String fields, long weight) {
        assertThat(RequestWeight.of(read(fields), 100, SERVERS, POOLS)).isEqualTo(weight);
    }

    /** A larger request, or one to more servers, never weighs less. */
    @ParameterizedTest
    @MethodSource("weights")
    void increasesWeightWithSizeAndServers(String fields, long weight) {
        Request request = read(fields);
        long before = 0;
        for (int servers = 0; servers <= 16; servers++) {
            long now = RequestWeight.of(request, 100, servers, POOLS);
            assertThat(now).isPositive().isGreaterThanOrEqualTo(before);
            assertThat(RequestWeight.of(request, 256 << 10, servers, POOLS))
                    .isGreaterThanOrEqualTo(now);
            before = now;
        }
    }

    @Test
    void coversWholeTable() {
        Set<Class<?>> seen = new HashSet<>();
        weights().forEach(row -> seen.add(read((String) row.get()[0]).getClass()));
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(
                        List.of(Request.class.getPermittedSubclasses()));
    }

    @Test
    void weighsBytesPerReceivingServer() {
        Request call = read("'type':'call','method':'m','args':[],'on':'all'");
        assertThat(RequestWeight.of(call, 64 << 10, SERVERS, POOLS)).isEqualTo(4 * 65);
        Request one = read("'type':'call','method':'m','args':[],'on':2");
        assertThat(RequestWeight.of(one, 64 << 10, SERVERS, POOLS)).isEqualTo(65);
    }
}
