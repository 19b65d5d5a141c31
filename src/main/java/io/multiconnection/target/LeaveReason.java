package io.multiconnection.target;

import io.multiconnection.protocol.Cause;

/** Reason why a target was left; {@code text} is fit for the client. */
public record LeaveReason(Cause cause, String text) {}
