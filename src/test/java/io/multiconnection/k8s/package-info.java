/** Checks the files in {@code k8s/} without a cluster. */
@NullMarked
package io.multiconnection.k8s;

import org.jspecify.annotations.NullMarked;
