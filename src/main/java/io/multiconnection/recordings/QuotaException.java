package io.multiconnection.recordings;

import java.io.IOException;

/** Thrown when a recording would exceed {@link RecordingLimits}. */
final class QuotaException extends IOException {

    private static final long serialVersionUID = 1L;

    QuotaException(String message) {
        super(message);
    }
}
