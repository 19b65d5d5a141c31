package io.multiconnection.gateway;

import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.multiconnection.target.Target;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.smallrye.mutiny.Uni;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * OpenTelemetry traces: a span for each request, and in it a span for what the request does on each
 * server. Without an SDK, which OpenTelemetry's Java agent brings, the API of OpenTelemetry does
 * nothing (ADR 0028). Spans contain no values of clients and servers, and no names of streams,
 * which may be keys. Thread-safe.
 */
public final class Traces {

    /** Does nothing. */
    public static final Traces NONE = new Traces(OpenTelemetry.noop());

    private final Tracer tracer;

    /**
     * Creates traces.
     *
     * @param telemetry SDK that exports the spans, or none
     */
    public Traces(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer("io.multiconnection.gateway");
    }

    /** Performs a request in a span that ends with the response. */
    <T> Uni<T> request(String session, Request request, Supplier<Uni<T>> perform) {
        Span span =
                tracer.spanBuilder(request.getClass().getSimpleName())
                        .setSpanKind(SpanKind.SERVER)
                        .setAttribute("session.id", session)
                        .startSpan();
        return within(span, perform);
    }

    /**
     * Returns an operation on servers, with a span for each server. The present request is the
     * parent, even if the operation begins later.
     *
     * @param command RTMP command, as the name of the span
     */
    <T> Function<Target, Uni<T>> onServer(String command, Function<Target, Uni<T>> operation) {
        Context request = Context.current();
        return target -> {
            RtmpUrl url = target.server().url();
            Span span =
                    tracer.spanBuilder("RTMP " + command)
                            .setParent(request)
                            .setSpanKind(SpanKind.CLIENT)
                            .setAttribute("rtmp.server", target.number())
                            .setAttribute("server.address", url.host())
                            .setAttribute("server.port", url.port())
                            .startSpan();
            return within(span, () -> operation.apply(target));
        };
    }

    /** Performs an operation in a span, which ends with it. */
    private static <T> Uni<T> within(Span span, Supplier<Uni<T>> operation) {
        try (Scope _ = span.makeCurrent()) {
            return operation
                    .get()
                    .onTermination()
                    .invoke(
                            (_, failure, _) -> {
                                if (failure == null) {
                                    span.end();
                                } else {
                                    end(span, failure);
                                }
                            });
        } catch (RuntimeException failure) {
            end(span, failure);
            throw failure;
        }
    }

    private static void end(Span span, Throwable failure) {
        String type =
                failure instanceof RequestException refused
                        ? refused.code().wireName()
                        : failure.getClass().getSimpleName();
        span.setAttribute("error.type", type);
        span.setStatus(StatusCode.ERROR);
        span.end();
    }
}
