package io.multiconnection.app;

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

/** How FLV gets to a viewer: in the answer to a request, or in what that becomes. */
abstract sealed class FlvTransport implements FlvViewer.Way {

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final List<Destination> destinations;
    private Runnable gone = () -> {};

    FlvTransport(HttpServerRequest request, List<Destination> destinations) {
        this.request = request;
        this.response = request.response();
        this.destinations = destinations;
    }

    /** Runs {@code task} when the viewer is no longer there, whoever has ended it. */
    void onGone(Runnable task) {
        gone = task;
        response.closeHandler(_ -> task.run());
        response.exceptionHandler(_ -> task.run());
    }

    void gone() {
        gone.run();
    }

    @Override
    public boolean passesData(int source) {
        return destinations.get(source).server().sharesValues();
    }

    @Override
    public void refuse(Map<Integer, RtmpClientException> faults) {
        String reasons =
                faults.entrySet().stream()
                        .map(it -> destinations.get(it.getKey()).labelled(it.getValue()))
                        .collect(Collectors.joining("\n"));
        int status =
                HttpRefusalException.status(
                        faults.values().stream().map(RtmpClientException::kind).toList());
        refuse(HttpRefusalException.absent(status, reasons));
    }

    @Override
    public void refuse(HttpRefusalException refusal) {
        refusal.answer(response);
        gone();
    }

    @Override
    public void drop() {
        VertxInternals.drop(request);
    }

    /** HTTP-FLV. */
    static final class OverHttp extends FlvTransport {

        private final HttpServerResponse response;

        OverHttp(
                HttpServerRequest request,
                HttpServerResponse response,
                List<Destination> destinations) {
            super(request, destinations);
            this.response = response;
        }

        @Override
        public void open(FlvViewer viewer) {
            viewer.opened(response.setChunked(true));
        }

        @Override
        public void end() {
            response.end().onComplete(_ -> gone()); // until then the socket holds what is left
        }
    }

    /** WS-FLV: each binary message a piece of the bytes. */
    static final class OverWebSocket extends FlvTransport {

        /** Viewers have nothing to say; what is longer than a control frame is a mistake. */
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
            request.pause(); // or it would have ended before it is known whether to upgrade
        }

        @Override
        public void open(FlvViewer viewer) {
            request.toWebSocket()
                    .onSuccess(
                            made -> {
                                socket = made;
                                made.closeHandler(_ -> gone());
                                made.exceptionHandler(_ -> gone());
                                messages.begin(new IgnoredMessages(made));
                                viewer.opened(made);
                            })
                    .onFailure(_ -> gone());
        }

        @Override
        public void end() {
            if (socket != null) {
                socket.close();
            }
        }
    }

    /** Messages of a viewer, which mean nothing; one that breaks the rules is sent away. */
    private record IgnoredMessages(ServerWebSocket socket)
            implements WebSocketMessageHandler.Listener {

        @Override
        public void onText(String message) {}

        @Override
        public void onBinary(ByteBuf message) {}

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
