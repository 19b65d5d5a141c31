package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfBoolean;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfNumeric;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.log.LogSubject;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.RtmpMemory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Parameters of a connection to one server (RTMP 1.0, section 7.2.1.1).
 *
 * @param properties added to the command object; {@code app} and {@code tcUrl} are always those of
 *     the URL
 * @param args follow the command object
 * @param timeout from the wait for the rate limiter to the response to connect
 * @param addresses filter of the addresses that may be dialled, applied after the name is resolved
 * @param memory accounts for everything that the connection holds
 * @param enhanced whether the properties of Enhanced RTMP are sent
 * @param caller session and client of the connection, for logs; the server is added
 */
public record ConnectRequest(
        RtmpUrl url,
        Map<String, AmfValue> properties,
        List<AmfValue> args,
        Duration timeout,
        Predicate<InetAddress> addresses,
        RtmpMemory memory,
        boolean enhanced,
        Supplier<LogSubject> caller) {

    /** Properties of Enhanced RTMP, some of which are objects in the command object. */
    private static final Set<String> ENHANCED =
            Set.of("videoFourCcInfoMap", "audioFourCcInfoMap", "fourCcList", "capsEx");

    /** Creates a request with the properties of Enhanced RTMP. */
    public ConnectRequest(
            RtmpUrl url,
            Map<String, AmfValue> properties,
            List<AmfValue> args,
            Duration timeout,
            Predicate<InetAddress> addresses,
            RtmpMemory memory) {
        this(url, properties, args, timeout, addresses, memory, true, () -> LogSubject.NONE);
    }

    /** Returns this request with another URL. */
    ConnectRequest to(RtmpUrl other) {
        return new ConnectRequest(
                other, properties, args, timeout, addresses, memory, enhanced, caller);
    }

    /** Returns this request without the properties of Enhanced RTMP. */
    ConnectRequest plain() {
        return new ConnectRequest(url, properties, args, timeout, addresses, memory, false, caller);
    }

    /** Returns this request on behalf of a session and its client. */
    public ConnectRequest calledBy(Supplier<LogSubject> session) {
        return new ConnectRequest(
                url, properties, args, timeout, addresses, memory, enhanced, session);
    }

    /** Returns the subject of log lines about the connection. */
    LogSubject subject() {
        return caller.get().withServer(url.server());
    }

    /**
     * Returns the command object. Old servers read {@code flashVer} and the codec bits, as encoders
     * of Flash's time sent them; the maps of Enhanced RTMP state that any codec can be forwarded
     * (4).
     */
    AmfObject commandObject() {
        AmfObject object =
                new AmfObject()
                        .with("app", new AmfString(url.appWithQuery()))
                        .with("type", new AmfString("nonprivate"))
                        .with("flashVer", new AmfString("FMLE/3.0 (compatible; MultiConnection)"))
                        .with("tcUrl", new AmfString(url.tcUrl()))
                        .with("fpad", new AmfBoolean(false))
                        .with("capabilities", new AmfNumber(239))
                        .with("audioCodecs", new AmfNumber(3575))
                        .with("videoCodecs", new AmfNumber(252))
                        .with("videoFunction", new AmfNumber(1))
                        .with("objectEncoding", new AmfNumber(0))
                        .with("videoFourCcInfoMap", anyCodec())
                        .with("audioFourCcInfoMap", anyCodec());
        properties.forEach(
                (name, value) -> {
                    if (!name.equals("app") && !name.equals("tcUrl")) {
                        var _ = object.with(name, value);
                    }
                });
        if (!enhanced) {
            object.properties().keySet().removeAll(ENHANCED);
        }
        return object;
    }

    /**
     * Returns the encoding to use after the server accepted this request: AMF3 only if {@code
     * objectEncoding} 3 is among the properties and the server does not say that it stays at AMF0.
     */
    AmfEncoding agreed(NetStatus accepted) {
        boolean isAmf3 = saysAmf3(properties, false) && saysAmf3(accepted.info(), true);
        return isAmf3 ? AmfEncoding.AMF3 : AmfEncoding.AMF0;
    }

    private static boolean saysAmf3(Map<String, AmfValue> info, boolean otherwise) {
        AmfValue encoding = info.get("objectEncoding");
        return encoding == null
                ? otherwise
                : encoding instanceof AmfNumeric number && number.number() == 3;
    }

    private static AmfObject anyCodec() {
        return AmfObject.of("*", new AmfNumber(4));
    }
}
