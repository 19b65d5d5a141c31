package io.multiconnection.rtmp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.rtmp.MessagePayload.Command;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Admission of clients by an application, at once and later. */
class ServerAdmissionTest {

    private final List<ServerConnection> asking = new ArrayList<>();
    private final OpenApplication application =
            new OpenApplication() {
                @Override
                public void connect(ServerConnection connection, ServerConnectRequest request) {
                    asking.add(connection);
                }
            };
    private final TestClient client = new TestClient(ServerLimits.DEFAULT, application);

    @AfterEach
    void leavesNothingBehind() {
        client.heard();
        assertThat(client.channel().finish()).isFalse();
    }

    @Test
    void connectIsAnsweredWhenTheApplicationDecides() {
        client.connect("live");
        assertThat(client.heard()).isEmpty();

        asking.getFirst().accept();

        assertThat(client.heardCodes(0)).containsExactly("NetConnection.Connect.Success");
    }

    @Test
    void refusesConnectWithAReasonAndEndsTheConnection() {
        client.connect("live");

        asking.getFirst().reject("The room is full.");

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
    void endsAConnectionWhoseClientDoesNotWaitForTheAnswer() {
        client.connect("live");
        client.call("createStream");

        assertThat(client.channel().isOpen()).isFalse();
    }

    @Test
    void aDecisionThatComesTooLateChangesNothing() {
        client.connect("live");
        var _ = client.channel().close();

        asking.getFirst().accept();
        asking.getFirst().reject("The room is full.");

        assertThat(client.heard()).isEmpty();
        assertThat(application.events).containsExactly("disconnected");
    }
}
