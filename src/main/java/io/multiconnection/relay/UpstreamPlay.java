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
 * A live stream on a server, with all that makes it the same for two viewers. May hold secrets: who
 * does not know them asks for another upstream.
 *
 * @param url with its query
 * @param properties added to connect's command object
 * @param args connect's further arguments
 * @param addresses which addresses may be dialled; the same rule is the same object
 * @param name the stream's name, with its query
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

    /** Without what may be secret. */
    @Override
    public String toString() {
        return url.label();
    }
}
