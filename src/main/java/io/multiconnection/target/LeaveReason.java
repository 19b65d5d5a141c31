package io.multiconnection.target;

import io.multiconnection.protocol.FailureCause;

/** Reason why a target was left; {@code text} is fit for the client. */
public record LeaveReason(FailureCause cause, String text) {}
