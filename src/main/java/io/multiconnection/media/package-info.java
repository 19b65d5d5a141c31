/**
 * FLV tag bodies, as far as forwarding needs them: keyframes, codec configurations, tracks, setup
 * frames and the drop policy. Nothing is decoded. Also the reader and writer of FLV files.
 *
 * <p>Classic bodies follow the FLV specification 10.1, annex E.4; enhanced bodies follow Enhanced
 * RTMP v2 (Veovera, 2026-01-31).
 */
@NullMarked
package io.multiconnection.media;

import org.jspecify.annotations.NullMarked;
