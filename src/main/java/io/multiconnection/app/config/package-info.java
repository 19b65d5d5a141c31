/** Configuration of the gateway: its properties, their limits, and unknown keys. */
@NullMarked
package io.multiconnection.app.config;

import org.jspecify.annotations.NullMarked;
