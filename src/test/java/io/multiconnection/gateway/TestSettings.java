package io.multiconnection.gateway;

import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.LivenessTimeouts;
import io.multiconnection.target.BackoffPolicy;
import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

/** Settings of a test session. */
record TestSettings(
        AddressResolverGroup<InetSocketAddress> resolvers,
        List<String> allowed,
        LivenessTimeouts patience,
        SessionLimits limits,
        boolean sharesPlays,
        BackoffPolicy recover,
        ResumeLimits resume,
        Peers peers,
        BiFunction<Dialer, EventLoop, Admission> admission,
        MemoryLimits memory,
        Duration hostInterval) {

    static final TestSettings DEFAULT =
            new TestSettings(
                    DefaultAddressResolverGroup.INSTANCE,
                    List.of("*"),
                    LivenessTimeouts.DEFAULT,
                    TestSession.LIMITS,
                    true,
                    BackoffPolicy.DEFAULT,
                    ResumeLimits.DEFAULT,
                    Peers.NONE,
                    (_, _) -> Admission.NONE,
                    MemoryLimits.UNLIMITED,
                    Duration.ofMillis(1));

    TestSettings resolvers(AddressResolverGroup<InetSocketAddress> other) {
        return new TestSettings(
                other,
                allowed,
                patience,
                limits,
                sharesPlays,
                recover,
                resume,
                peers,
                admission,
                memory,
                hostInterval);
    }

    TestSettings allowed(List<String> other) {
        return new TestSettings(
                resolvers,
                other,
                patience,
                limits,
                sharesPlays,
                recover,
                resume,
                peers,
                admission,
                memory,
                hostInterval);
    }

    TestSettings patience(LivenessTimeouts other) {
        return new TestSettings(
                resolvers,
                allowed,
                other,
                limits,
                sharesPlays,
                recover,
                resume,
                peers,
                admission,
                memory,
                hostInterval);
    }

    TestSettings limits(SessionLimits other) {
        return new TestSettings(
                resolvers,
                allowed,
                patience,
                other,
                sharesPlays,
                recover,
                resume,
                peers,
                admission,
                memory,
                hostInterval);
    }

    TestSettings sharesPlays(boolean other) {
        return new TestSettings(
                resolvers,
                allowed,
                patience,
                limits,
                other,
                recover,
                resume,
                peers,
                admission,
                memory,
                hostInterval);
    }

    TestSettings recover(BackoffPolicy other) {
        return new TestSettings(
                resolvers,
                allowed,
                patience,
                limits,
                sharesPlays,
                other,
                resume,
                peers,
                admission,
                memory,
                hostInterval);
    }

    TestSettings peers(Peers other) {
        return new TestSettings(
                resolvers,
                allowed,
                patience,
                limits,
                sharesPlays,
                recover,
                resume,
                other,
                admission,
                memory,
                hostInterval);
    }

    TestSettings resume(ResumeLimits other) {
        return new TestSettings(
                resolvers,
                allowed,
                patience,
                limits,
                sharesPlays,
                recover,
                other,
                peers,
                admission,
                memory,
                hostInterval);
    }

    TestSettings admission(BiFunction<Dialer, EventLoop, Admission> other) {
        return new TestSettings(
                resolvers,
                allowed,
                patience,
                limits,
                sharesPlays,
                recover,
                resume,
                peers,
                other,
                memory,
                hostInterval);
    }

    TestSettings hostInterval(Duration other) {
        return new TestSettings(
                resolvers,
                allowed,
                patience,
                limits,
                sharesPlays,
                recover,
                resume,
                peers,
                admission,
                memory,
                other);
    }

    TestSettings memory(MemoryLimits other) {
        return new TestSettings(
                resolvers,
                allowed,
                patience,
                limits,
                sharesPlays,
                recover,
                resume,
                peers,
                admission,
                other,
                hostInterval);
    }
}
