package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.FuzzInput;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.SharedObjectEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Fuzz input as a script for a session: messages of the client and of its servers in any order, and
 * the passing of time. The first byte of a step selects the action, the others its values.
 */
final class SessionScript {

    /** Ids of the requests below; a client's own text is free to use lower ones. */
    private static final long FIRST_ID = 1_000_000;

    private static final int MAX_STEPS = 500;

    private static final String[] STATUSES = {
        "NetConnection.Connect.Closed",
        "NetConnection.Connect.ReconnectRequest",
        "NetStream.Publish.Start",
        "NetStream.Publish.BadName",
        "NetStream.Unpublish.Success",
        "NetStream.Play.Start",
        "NetStream.Play.Stop",
        "NetStream.Play.UnpublishNotify",
        "NetStream.Pause.Notify",
        "NetStream.Seek.Notify",
        "NetStream.Failed",
    };

    private final FuzzInput input;
    private final ScriptedSession session = new ScriptedSession();
    private final SessionRequests requests;
    private final List<Long> forgotten = new ArrayList<>();
    private final List<Long> sent = new ArrayList<>();
    private long nextId = FIRST_ID;

    SessionScript(byte[] data) {
        input = new FuzzInput(data);
        requests = new SessionRequests(input);
    }

    void play() {
        for (int steps = 0; steps < MAX_STEPS && !input.isAtEnd(); steps++) {
            step();
        }
        if (!session.awaitAnswers()) {
            forget();
        }
        for (long id : sent) {
            assertThat(session.answers(id)).as("answers to request %d", id).isEqualTo(1);
        }
        for (long id : forgotten) {
            assertThat(session.answers(id)).as("answers to request %d", id).isBetween(0, 1);
        }
        session.end();
    }

    private void step() {
        switch (input.choice(16)) {
            case 0, 1, 2, 3, 4, 5, 6 -> request();
            case 7 -> session.sayMedia(media());
            case 8 -> session.pass(1L << input.choice(17));
            case 9 -> session.deliver(new String(block(), StandardCharsets.UTF_8), () -> {});
            case 10 -> server(this::sayMessage);
            case 11 -> server(this::sayStatus);
            case 12 -> server(this::sayObject);
            case 13 -> server(server -> server.sendRaw(block()));
            case 14 -> disturbClient();
            default -> server(MemoryServer::hangUp);
        }
    }

    private void request() {
        long id = nextId++;
        session.deliver(requests.next(id), () -> sent.add(id));
    }

    /** Forgets pending requests, because the session has ended. */
    private void forget() {
        forgotten.addAll(sent);
        sent.clear();
    }

    private void server(Consumer<MemoryServer> says) {
        MemoryServer server = session.server(input.choice(16));
        if (server != null) {
            session.run(() -> says.accept(server));
        }
    }

    private byte[] block() {
        return input.bytes(input.choice(256));
    }

    /** Creates a frame with a mostly valid header. */
    private byte[] media() {
        byte[] body = input.bytes(input.choice(64));
        byte[] frame = new byte[8 + body.length];
        frame[0] = (byte) (8 + input.choice(3));
        frame[1] = (byte) input.choice(4);
        frame[7] = (byte) input.choice(256);
        System.arraycopy(body, 0, frame, 8, body.length);
        return frame;
    }

    private void sayMessage(MemoryServer server) {
        server.send(3 + input.choice(20), input.choice(3), block());
    }

    /** Sends a status, or a call of the client. */
    private void sayStatus(MemoryServer server) {
        int stream = input.choice(3);
        int code = input.choice(STATUSES.length + 2);
        Command command =
                code < STATUSES.length
                        ? command("onStatus", 0, status(STATUSES[code]))
                        : command(
                                code == STATUSES.length ? "ask" : "close",
                                input.choice(3),
                                new AmfString(new String(block(), StandardCharsets.ISO_8859_1)));
        server.send(stream, command);
    }

    private static Command command(String name, int transactionId, AmfValue value) {
        return new Command(name, transactionId, AmfNull.NULL, List.of(value), AmfEncoding.AMF0);
    }

    private AmfObject status(String code) {
        return AmfObject.of(
                "level",
                new AmfString(input.choice(2) == 0 ? "status" : "error"),
                "code",
                new AmfString(code),
                "tcUrl",
                new AmfString("rtmp://s" + input.choice(3) + ":600/live"));
    }

    private void sayObject(MemoryServer server) {
        String slot = requests.slot();
        AmfValue value = new AmfNumber(input.choice(256));
        SharedObjectEvent event =
                switch (input.choice(9)) {
                    case 0 -> new SharedObjectEvent.UseSuccess();
                    case 1 -> new SharedObjectEvent.Clear();
                    case 2 -> new SharedObjectEvent.Change(slot, value);
                    case 3 -> new SharedObjectEvent.Success(slot);
                    case 4 -> new SharedObjectEvent.Remove(slot);
                    case 5 -> new SharedObjectEvent.Status("SharedObject.BadPersistence", "error");
                    case 6 -> new SharedObjectEvent.SendMessage(slot, List.of(value));
                    case 7 -> new SharedObjectEvent.Release();
                    default -> new SharedObjectEvent.RequestChange(slot, value);
                };
        server.send(requests.object(), input.choice(256), List.of(event, event));
    }

    private void disturbClient() {
        switch (input.choice(3)) {
            case 0 -> session.controlFrame();
            case 1 -> session.unreadMedia((long) input.choice(256) << 16);
            default -> {
                if (!session.loseWebSocket(input.choice(2) == 0)) {
                    forget();
                }
            }
        }
    }
}
