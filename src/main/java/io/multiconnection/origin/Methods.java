package io.multiconnection.origin;

import io.multiconnection.amf.AmfDate;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfNumeric;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The methods that every origin has, to try calls with; {@link Questions} are about it. */
final class Methods {

    static final Map<String, Origin.Method> ALL =
            Map.of(
                    "echo", arguments -> CompletableFuture.completedStage(echo(arguments)),
                    "add", arguments -> CompletableFuture.completedStage(add(arguments)),
                    "getTime", _ -> CompletableFuture.completedStage(time()));

    private Methods() {}

    /** What it is given; several values as an array. */
    private static AmfValue echo(List<AmfValue> arguments) {
        return switch (arguments.size()) {
            case 0 -> AmfUndefined.UNDEFINED;
            case 1 -> arguments.getFirst();
            default -> new AmfStrictArray(arguments);
        };
    }

    /** The sum of the numbers. */
    private static AmfValue add(List<AmfValue> arguments) {
        return new AmfNumber(
                arguments.stream()
                        .mapToDouble(
                                value -> value instanceof AmfNumeric n ? n.number() : Double.NaN)
                        .sum());
    }

    /** Now, by this server's clock. */
    private static AmfValue time() {
        return new AmfDate(System.currentTimeMillis(), (short) 0);
    }
}
