package io.multiconnection.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuorumTest {

    private final List<UniEmitter<? super String>> servers = new ArrayList<>();

    @Test
    void succeedsWithLastOfAll() {
        UniAssertSubscriber<Void> outcome = quorum(2, 2);
        servers.get(0).complete("yes");
        outcome.assertNotTerminated();
        servers.get(1).complete("yes");
        outcome.assertCompleted();
    }

    @Test
    void failsWithFirstFailureOfAllAndNamesIt() {
        UniAssertSubscriber<Void> outcome = quorum(2, 2);
        servers.get(1).fail(new TargetLeftException("rtmp://b/live: no answer"));
        outcome.assertFailedWith(
                Quorum.NotReached.class, "0 of 2 servers, 2 required: rtmp://b/live: no answer");
    }

    @Test
    void anySucceedsWithOneAndLetsOthersFinish() {
        UniAssertSubscriber<Void> outcome = quorum(1, 3);
        servers.get(0).fail(new TargetLeftException("a"));
        servers.get(1).fail(new TargetLeftException("b"));
        outcome.assertNotTerminated();
        servers.get(2).complete("yes");
        outcome.assertCompleted();
    }

    @Test
    void namesAllFailuresWhenNoOperationIsLeft() {
        UniAssertSubscriber<Void> outcome = quorum(1, 2);
        servers.get(0).fail(new TargetLeftException("a: x"));
        servers.get(1).fail(new TargetLeftException("b: y"));
        outcome.assertFailedWith(Quorum.NotReached.class, "0 of 2 servers, 1 required: a: x; b: y");
    }

    @Test
    void ignoresResultsAfterOutcome() {
        UniAssertSubscriber<Void> outcome = quorum(1, 2);
        servers.get(0).complete("yes");
        servers.get(1).fail(new TargetLeftException("late"));
        outcome.assertCompleted();
    }

    private UniAssertSubscriber<Void> quorum(int required, int total) {
        List<Uni<String>> operations = new ArrayList<>();
        for (int i = 0; i < total; i++) {
            operations.add(Uni.createFrom().<String>emitter(servers::add));
        }
        UniAssertSubscriber<Void> outcome =
                Quorum.of(required, operations)
                        .subscribe()
                        .withSubscriber(UniAssertSubscriber.create());
        assertThat(servers).hasSize(total);
        return outcome;
    }
}
