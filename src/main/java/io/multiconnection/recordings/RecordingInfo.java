package io.multiconnection.recordings;

/**
 * Entry of a list of recordings.
 *
 * @param name name of the stream
 * @param durationMillis timestamp of the last frame
 * @param bytes size of the file
 */
public record RecordingInfo(String name, long durationMillis, long bytes) {}
