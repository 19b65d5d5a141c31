package io.multiconnection.app.live;

import io.multiconnection.app.http.HttpRefusalException;
import io.multiconnection.app.limits.ClientAddress;
import io.multiconnection.app.vertx.VertxInternals;
import io.multiconnection.app.websocket.VertxClientSocket;
import io.multiconnection.app.websocket.WebSocketMessageHandler;
import io.multiconnection.flv.FlvOutput;
import io.multiconnection.flv.FlvRefusal;
import io.multiconnection.flv.FlvTransport;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryOverrun;
import io.multiconnection.protocol.CloseCode;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.target.Destination;
import io.netty.buffer.ByteBuf;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Connection of a viewer as Vert.x has it: an HTTP response, or the WebSocket of an upgrade. */
abstract sealed class VertxFlvTransport implements FlvTransport {

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final List<Destination> destinations;
    private Runnable onClosed = () -> {};

    VertxFlvTransport(HttpServerRequest request, List<Destination> destinations) {
        this.request = request;
        this.response = request.response();
        this.destinations = destinations;
    }

    /** Runs {@code task} when the connection is closed, by either side; perhaps several times. */
    void onClosed(Runnable task) {
        onClosed = task;
        response.closeHandler(_ -> task.run());
        response.exceptionHandler(_ -> task.run());
    }

    void closed() {
        onClosed.run();
    }

    @Override
    public boolean passesData(int source) {
        return destinations.get(source).server().sharesValues();
    }

    @Override
    public void refuse(FlvRefusal refusal) {
        exception(refusal).send(response);
        closed();
    }

    private HttpRefusalException exception(FlvRefusal refusal) {
        return switch (refusal) {
            case FlvRefusal.NoMedia(String reason) -> HttpRefusalException.absent(404, reason);
            case FlvRefusal.SourcesFailed(Map<Integer, RtmpClientException> faults) ->
                    exception(faults);
            case FlvRefusal.ShuttingDown() -> ViewerAdmission.shuttingDown();
        };
    }

    private HttpRefusalException exception(Map<Integer, RtmpClientException> faults) {
        String reasons =
                faults.entrySet().stream()
                        .map(it -> destinations.get(it.getKey()).labelled(it.getValue()))
                        .collect(Collectors.joining("\n"));
        int status =
                HttpRefusalException.status(
                        faults.values().stream().map(RtmpClientException::kind).toList());
        return HttpRefusalException.absent(status, reasons);
    }

    @Override
    public void drop() {
        VertxInternals.drop(request);
    }

    /** HTTP-FLV. */
    static final class OverHttp extends VertxFlvTransport {

        private final HttpServerResponse response;

        OverHttp(
                HttpServerRequest request,
                HttpServerResponse response,
                List<Destination> destinations) {
            super(request, destinations);
            this.response = response;
        }

        @Override
        public void open(FlvOutput.Listener listener) {
            WriteStreamOutput.open(listener, response.setChunked(true));
        }

        @Override
        public void end() {
            response.end().onComplete(_ -> closed()); // the socket holds bytes until then
        }
    }

    /** WS-FLV: each binary message is a piece of the FLV byte stream. */
    static final class OverWebSocket extends VertxFlvTransport {

        /** Length limit of messages from viewers, which are ignored: that of a control frame. */
        private static final int MAX_MESSAGE = 125;

        private final HttpServerRequest request;
        private final WebSocketMessageHandler messages;
        private @Nullable ServerWebSocket socket;

        OverWebSocket(
                HttpServerRequest request,
                ClientAddress client,
                List<Destination> destinations,
                MemoryBudget memory) {
            super(request, destinations);
            this.request = request;
            this.messages =
                    WebSocketMessageHandler.addTo(
                            VertxInternals.channel(request),
                            memory,
                            client.key(),
                            MAX_MESSAGE,
                            MAX_MESSAGE);
            request.pause(); // keeps the request open until the viewer opens or is refused
        }

        @Override
        public void open(FlvOutput.Listener listener) {
            request.toWebSocket()
                    .onSuccess(
                            made -> {
                                socket = made;
                                made.closeHandler(_ -> closed());
                                made.exceptionHandler(_ -> closed());
                                messages.begin(new IgnoredMessages(made));
                                WriteStreamOutput.open(listener, made);
                            })
                    .onFailure(_ -> closed());
        }

        @Override
        public void end() {
            if (socket != null) {
                socket.close();
            }
        }
    }

    /** Listener that ignores messages of a viewer, and closes the WebSocket after a violation. */
    private record IgnoredMessages(ServerWebSocket socket)
            implements WebSocketMessageHandler.Listener {

        @Override
        public void onText(String message) {}

        @Override
        public void onBinary(ByteBuf message) {}

        @Override
        public void onEndOfRead() {}

        @Override
        public void onControlFrame() {}

        @Override
        public void onOverhead(int bytes) {}

        @Override
        public void onViolation(CloseCode code, String reason) {
            socket.close((short) code.number(), VertxClientSocket.shortened(reason));
        }

        @Override
        public void onMemoryOverrun(MemoryOverrun reason) {
            onViolation(CloseCode.of(reason), reason.text());
        }
    }
}
