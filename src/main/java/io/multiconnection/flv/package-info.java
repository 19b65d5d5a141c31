/** HTTP-FLV and WS-FLV without HTTP: queue, header and end of one viewer's byte stream. */
@NullMarked
package io.multiconnection.flv;

import org.jspecify.annotations.NullMarked;
