/** Identity of clients: verification of their tokens, the claims that limit them, and tickets. */
@NullMarked
package io.multiconnection.identity;

import org.jspecify.annotations.NullMarked;
