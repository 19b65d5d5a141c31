package io.multiconnection.gateway;

import static io.multiconnection.HangLimit.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Spans of requests, exported by an SDK of OpenTelemetry. */
class TracesTest {

    private static final AttributeKey<Long> SERVER = AttributeKey.longKey("rtmp.server");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk =
            OpenTelemetrySdk.builder()
                    .setTracerProvider(
                            SdkTracerProvider.builder()
                                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                                    .build())
                    .build();
    private final Origin first = Origin.start(OriginOptions.DEFAULT);
    private final Origin second = Origin.start(OriginOptions.DEFAULT);
    private final TestSession session = new TestSession(new TestSettings().traces(new Traces(sdk)));

    @AfterEach
    void close() {
        session.close();
        first.close();
        second.close();
        sdk.close();
    }

    /** The client does not wait for responses: publish begins when connect has ended. */
    @Test
    void eachServerHasSpanInThatOfRequest() {
        session.send(
                        "{'id':1,'type':'connect','servers':['%s','%s']}"
                                .formatted(first.url("live"), second.url("live")))
                .send("{'id':2,'type':'createStream'}")
                .send("{'id':3,'type':'publish','stream':1,'name':'k3y'}")
                .answer(3);
        session.send("{'id':4,'type':'call','method':'t0ken','args':['v4lue'],'timeout':100}")
                .answer(4);
        await().until(() -> spans().size() == 4 + 3 * 2);

        assertChildren("Connect", "RTMP connect");
        assertChildren("Publish", "RTMP publish");
        assertChildren("Call", "RTMP call");
        assertThat(spans().toString()).doesNotContain("k3y", "t0ken", "v4lue");
    }

    private void assertChildren(String request, String command) {
        SpanData parent = named(request).getFirst();
        assertThat(parent.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(named(command))
                .hasSize(2)
                .allSatisfy(
                        it -> {
                            assertThat(it.getParentSpanId()).isEqualTo(parent.getSpanId());
                            assertThat(it.getTraceId()).isEqualTo(parent.getTraceId());
                            assertThat(it.getKind()).isEqualTo(SpanKind.CLIENT);
                        })
                .extracting(it -> it.getAttributes().get(SERVER))
                .containsExactlyInAnyOrder(0L, 1L);
    }

    @Test
    void refusedRequestHasErrorCode() {
        session.send("{'id':1,'type':'publish','stream':7,'name':'k3y'}").answer(1);
        SpanData span = named("Publish").getFirst();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getAttributes().get(ERROR)).isEqualTo("bad-state");
    }

    private List<SpanData> named(String name) {
        return spans().stream().filter(it -> it.getName().equals(name)).toList();
    }

    private List<SpanData> spans() {
        return exporter.getFinishedSpanItems();
    }
}
