/**
 * Load generator: publishes to the gateway and to other relays, and compares the processor time
 * that they use for the same delivered bytes (docs/benchmarks.md).
 */
package io.multiconnection.load;
