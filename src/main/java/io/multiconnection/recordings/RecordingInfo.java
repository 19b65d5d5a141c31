package io.multiconnection.recordings;

/**
 * A recording that is kept.
 *
 * @param name of the stream
 * @param durationMillis until its last frame
 * @param bytes of its file
 */
public record RecordingInfo(String name, long durationMillis, long bytes) {}
