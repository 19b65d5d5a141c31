package io.multiconnection.relay;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.client.ConnectRequest;
import io.multiconnection.rtmp.client.RtmpUrl;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Identity of a relay: a live stream and the parameters of the connection to its server. Viewers
 * with equal values share a relay. The values may include secrets, so only clients that know them
 * share it.
 *
 * @param url URL with its query
 * @param properties properties added to connect's command object
 * @param args further arguments of connect
 * @param addresses filter of the addresses that may be dialled, compared by identity
 * @param name name of the stream, with its query
 */
public record UpstreamPlay(
        RtmpUrl url,
        Map<String, AmfValue> properties,
        List<AmfValue> args,
        Predicate<InetAddress> addresses,
        String name) {

    public UpstreamPlay {
        properties = Map.copyOf(properties);
        args = List.copyOf(args);
    }

    ConnectRequest connect(Duration timeout, RtmpMemory memory) {
        return new ConnectRequest(url, properties, args, timeout, addresses, memory);
    }

    /** Returns the label of the server. */
    @Override
    public String toString() {
        return url.label();
    }
}
