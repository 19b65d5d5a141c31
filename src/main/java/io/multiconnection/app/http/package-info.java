/** HTTP: origins of pages, refusals, tickets. */
@NullMarked
package io.multiconnection.app.http;

import org.jspecify.annotations.NullMarked;
