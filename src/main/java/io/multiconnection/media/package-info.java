/**
 * What must be known of an FLV tag body to forward it well: is it a keyframe, is it a codec
 * configuration, of which codec. Nothing is decoded. And FLV files, which are made of such bodies.
 *
 * <p>Classic bodies are those of the FLV specification 10.1, annex E.4; the others those of
 * Enhanced RTMP v2 (Veovera, 2026-01-31).
 */
@NullMarked
package io.multiconnection.media;

import org.jspecify.annotations.NullMarked;
