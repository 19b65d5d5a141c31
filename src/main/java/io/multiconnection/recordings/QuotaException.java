package io.multiconnection.recordings;

import java.io.IOException;

/** A recording would take more than {@link RecordingLimits} allow. */
final class QuotaException extends IOException {

    private static final long serialVersionUID = 1L;

    QuotaException(String message) {
        super(message);
    }
}
