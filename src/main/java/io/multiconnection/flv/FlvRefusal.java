package io.multiconnection.flv;

import io.multiconnection.rtmp.client.RtmpClientException;
import java.util.Map;

/** Reason why a viewer gets no stream. */
public sealed interface FlvRefusal {

    /** No source has the media that the viewer wants; there may be some later. */
    record NoMedia(String reason) implements FlvRefusal {}

    /**
     * All sources failed.
     *
     * @param faults by index of the source
     */
    record SourcesFailed(Map<Integer, RtmpClientException> faults) implements FlvRefusal {
        public SourcesFailed {
            faults = Map.copyOf(faults);
        }
    }

    /** The gateway shuts down. */
    record ShuttingDown() implements FlvRefusal {}
}
