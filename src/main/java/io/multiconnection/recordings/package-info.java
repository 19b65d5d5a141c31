/**
 * Recordings of a server: FLV files in a folder, one for each stream name of an application.
 *
 * <p>{@link io.multiconnection.recordings.Recordings} represents the folder, {@link
 * io.multiconnection.recordings.Recorder} writes a file, {@link
 * io.multiconnection.recordings.Recording} reads one. All three are used on the server's event
 * loop, which never waits for the disk: one thread writes, one reads, and results are delivered on
 * the loop.
 */
@NullMarked
package io.multiconnection.recordings;

import org.jspecify.annotations.NullMarked;
