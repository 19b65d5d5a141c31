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
        all.put("textBytes", limits.messages().textBytes());
        all.put("frameBytes", limits.messages().frameBytes());
        all.put("jsonDepth", limits.messages().jsonDepth());
        all.put("servers", limits.counts().servers());
        all.put("serverNumbers", TargetList.MAX_NUMBERS);
        all.put("urlChars", RtmpUrl.MAX_LENGTH);
        all.put("streams", limits.counts().streams());
        all.put("requests", limits.counts().requests());
        all.put("calls", calls);
        all.put("incomingCalls", limits.counts().incomingCalls());
        all.put("sharedObjects", limits.counts().sharedObjects());
        all.put("slots", limits.replica().slots());
        all.put("objectBytes", limits.replica().bytes());
        all.put("slotBytes", limits.replica().slotBytes());
        all.put("messagesPerSecond", limits.messages().perSecond());
        all.put("bytesPerSecond", limits.messages().bytesPerSecond());
        all.put("weightPerSecond", limits.work().weightPerSecond());
        all.put("loopShare", limits.work().loopShare());
        all.put("unreadBytes", limits.buffers().unreadBytes());
        all.put("playBytes", limits.buffers().playBytes());
        all.put("queueBytes", limits.buffers().queue().bytes());
        all.put("queueMs", limits.buffers().queue().millis());
        return all;
    }
}
