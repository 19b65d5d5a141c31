/** Load of the gateway, and readiness. */
@NullMarked
package io.multiconnection.app.load;

import org.jspecify.annotations.NullMarked;
