/**
 * Shared objects of a server (RTMP 1.0, section 7.1.3), with the behaviour of Red5 and Flash Media
 * Server.
 *
 * <p>{@link io.multiconnection.objects.ServerSharedObjects} holds all objects of a server;
 * persistent ones are kept in an {@link io.multiconnection.objects.ObjectStore}. Everything is
 * confined to one event loop, which must be that of every client.
 */
@NullMarked
package io.multiconnection.objects;

import org.jspecify.annotations.NullMarked;
