package io.multiconnection.media;

import java.io.IOException;

/** A file is not what it should be: an FLV file. */
public final class FlvException extends IOException {

    private static final long serialVersionUID = 1L;

    FlvException(String message) {
        super(message);
    }
}
