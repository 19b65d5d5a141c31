/** Subjects of log lines and of flight recorder events: session, server and client. */
@NullMarked
package io.multiconnection.log;

import org.jspecify.annotations.NullMarked;
