package io.multiconnection.media;

import java.io.IOException;

/** Thrown when a file is not a valid FLV file. */
public final class FlvException extends IOException {

    private static final long serialVersionUID = 1L;

    FlvException(String message) {
        super(message);
    }
}
