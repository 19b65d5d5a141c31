/**
 * Shared objects as a server keeps them (RTMP 1.0, section 7.1.3), in the way Red5 and Flash Media
 * Server answer.
 *
 * <p>{@link io.multiconnection.objects.ServerSharedObjects} holds all objects of a server,
 * persistent ones in an {@link io.multiconnection.objects.ObjectStore}, too. All of it lives on one
 * event loop, which has to be that of every client.
 */
@NullMarked
package io.multiconnection.objects;

import org.jspecify.annotations.NullMarked;
