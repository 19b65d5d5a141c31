package io.multiconnection.gateway;

import io.multiconnection.rtmp.client.RtmpUrl;
import java.util.LinkedHashMap;
import java.util.Map;

/** Limits that a client can break, as the gateway tells them in hello (PROTOCOL.md, section 2). */
final class AnnouncedLimits {

    private AnnouncedLimits() {}

    /**
     * Returns limits by their names.
     *
     * @param calls that may wait for one server
     */
    static Map<String, Number> of(SessionLimits limits, int calls) {
        Map<String, Number> all = new LinkedHashMap<>();
        all.put("textBytes", limits.textBytes());
        all.put("frameBytes", limits.frameBytes());
        all.put("jsonDepth", limits.jsonDepth());
        all.put("servers", limits.servers());
        all.put("serverNumbers", TargetList.MAX_NUMBERS);
        all.put("urlChars", RtmpUrl.MAX_LENGTH);
        all.put("streams", limits.streams());
        all.put("requests", limits.requests());
        all.put("calls", calls);
        all.put("incomingCalls", limits.incomingCalls());
        all.put("sharedObjects", limits.sharedObjects());
        all.put("slots", limits.replica().slots());
        all.put("objectBytes", limits.replica().bytes());
        all.put("slotBytes", limits.replica().slotBytes());
        all.put("messagesPerSecond", limits.messagesPerSecond());
        all.put("bytesPerSecond", limits.bytesPerSecond());
        all.put("weightPerSecond", limits.work().weightPerSecond());
        all.put("loopShare", limits.work().loopShare());
        all.put("unreadBytes", limits.unreadBytes());
        all.put("playBytes", limits.playBytes());
        all.put("queueBytes", limits.queueBytes());
        all.put("queueMs", limits.queueMillis());
        return all;
    }
}
