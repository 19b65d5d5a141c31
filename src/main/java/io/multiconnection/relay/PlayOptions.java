package io.multiconnection.relay;

import java.time.Duration;

/**
 * Options of one play.
 *
 * @param timeout limit for a source's response to play, and again for its first media
 * @param live whether the player leaves a source that falls silent or has no publisher
 * @param waitsForPublisher whether the player waits for a publisher if all sources are silent
 * @param lengthMillis milliseconds of media to play from the first frame on; negative for all
 */
public record PlayOptions(
        Duration timeout, boolean live, boolean waitsForPublisher, long lengthMillis) {}
