/** The client side of RTMP: NetConnection and NetStream to one server (RTMP 1.0, section 7.2). */
@NullMarked
package io.multiconnection.rtmp.client;

import org.jspecify.annotations.NullMarked;
