package io.multiconnection.rtmp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.rtmp.MessagePayload.Command;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Admission of clients by an application, at once and later. */
class ServerAdmissionTest {

    private final List<ServerConnection> pending = new ArrayList<>();
    private final OpenApplication application =
            new OpenApplication() {
                @Override
                public void connect(ServerConnection connection, ServerConnectRequest request) {
                    pending.add(connection);
                }
            };
    private final TestClient client = new TestClient(ServerLimits.DEFAULT, application);

    @AfterEach
    void leavesNothingBehind() {
        client.heard();
        assertThat(client.channel().finish()).isFalse();
    }

    @Test
    void answersConnectWhenApplicationDecides() {
        client.connect("live");
        assertThat(client.heard()).isEmpty();

        pending.getFirst().accept();

        assertThat(client.heardCodes(0)).containsExactly("NetConnection.Connect.Success");
    }

    @Test
    void rejectsConnectWithReasonAndClosesConnection() {
        client.connect("live");

        pending.getFirst().reject("The room is full.");

        Command answer = client.heardCommand();
        assertThat(answer.name()).isEqualTo("_error");
        assertThat(answer.transactionId()).isEqualTo(1);
        assertThat(TestClient.code(answer)).isEqualTo("NetConnection.Connect.Rejected");
        assertThat(TestClient.description(answer)).isEqualTo("The room is full.");
        assertThat(application.events).containsExactly("disconnected");
        client.wait(ServerLimits.DEFAULT.timeouts().lingering());
        assertThat(client.channel().isOpen()).isFalse();
    }

    @Test
    void closesConnectionOfClientThatSendsBeforeAnswerToConnect() {
        client.connect("live");
        client.call("createStream");

        assertThat(client.channel().isOpen()).isFalse();
    }

    @Test
    void ignoresDecisionAfterDisconnect() {
        client.connect("live");
        var _ = client.channel().close();

        pending.getFirst().accept();
        pending.getFirst().reject("The room is full.");

        assertThat(client.heard()).isEmpty();
        assertThat(application.events).containsExactly("disconnected");
    }
}
