package io.multiconnection.load;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Colour and shape of a relay in charts.
 *
 * @param marker SVG path around 0, 0
 */
record RelayStyle(String color, String marker) {

    private static final String CIRCLE = "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z";
    private static final String SQUARE = "M-4-4h8v8h-8z";
    private static final String TRIANGLE = "M0-5L5 4H-5z";
    private static final String DIAMOND = "M0-5L5 0L0 5L-5 0z";

    /** Styles by name of the relay, in the order of legends. */
    static final Map<String, RelayStyle> ALL = new LinkedHashMap<>();

    static {
        ALL.put("gateway", new RelayStyle("#2563eb", CIRCLE));
        ALL.put("nginx-rtmp push", new RelayStyle("#15803d", SQUARE));
        ALL.put("FFmpeg tee", new RelayStyle("#d97706", TRIANGLE));
        ALL.put("TCP tee", new RelayStyle("#6b7280", DIAMOND));
    }
}
