/** Published streams: fan-out of one stream to all targets, with a bounded send queue for each. */
@NullMarked
package io.multiconnection.publish;

import org.jspecify.annotations.NullMarked;
