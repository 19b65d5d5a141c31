/** Addresses of clients, and what one address, one port and all of them together may use. */
@NullMarked
package io.multiconnection.app.limits;

import org.jspecify.annotations.NullMarked;
