package io.multiconnection.relay;

import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.rtmp.client.Dialer;

/** Limits and services that all relays of a gateway share. */
record RelayContext(Dialer dialer, RelayLimits limits, PlayMetrics metrics, MemoryBudget memory) {}
