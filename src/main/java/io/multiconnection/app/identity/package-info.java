/** Tokens of clients and operators. */
@NullMarked
package io.multiconnection.app.identity;

import org.jspecify.annotations.NullMarked;
