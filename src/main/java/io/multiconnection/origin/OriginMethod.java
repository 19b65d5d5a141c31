package io.multiconnection.origin;

import io.multiconnection.amf.AmfValue;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Method that clients of an origin may call. */
@FunctionalInterface
public interface OriginMethod {

    /** Returns the result of a call, now or later; a failure is sent as {@code _error}. */
    CompletionStage<AmfValue> call(List<AmfValue> arguments);
}
