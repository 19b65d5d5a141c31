/** Settings and certificates that are read again from files while the gateway runs. */
@NullMarked
package io.multiconnection.app.reload;

import org.jspecify.annotations.NullMarked;
