/**
 * Recordings as a server keeps them: FLV files in a folder, one for each stream name of an
 * application.
 *
 * <p>{@link io.multiconnection.recordings.Recordings} is the folder, a {@link
 * io.multiconnection.recordings.Recorder} writes a file, a {@link
 * io.multiconnection.recordings.Recording} reads one. All three are used on the server's event
 * loop, which never waits for the disk: one thread writes, one reads, and what they have to say
 * comes back to the loop.
 */
@NullMarked
package io.multiconnection.recordings;

import org.jspecify.annotations.NullMarked;
