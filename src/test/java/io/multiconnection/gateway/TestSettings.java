package io.multiconnection.gateway;

import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.LivenessTimeouts;
import io.multiconnection.target.BackoffPolicy;
import io.multiconnection.target.Pool;
import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Settings of a test session, each with a default. */
final class TestSettings {

    AddressResolverGroup<InetSocketAddress> resolvers = DefaultAddressResolverGroup.INSTANCE;
    List<String> allowed = List.of("*");
    Map<String, Pool> pools = Map.of();
    LivenessTimeouts patience = LivenessTimeouts.DEFAULT;
    SessionLimits limits = TestSession.LIMITS;
    boolean sharesPlays = true;
    BackoffPolicy recover = BackoffPolicy.DEFAULT;
    ResumeLimits resume = ResumeLimits.DEFAULT;
    Peers peers = Peers.NONE;
    BiFunction<Dialer, EventLoop, Admission> admission = (_, _) -> Admission.NONE;
    MemoryLimits memory = MemoryLimits.UNLIMITED;
    Duration hostInterval = Duration.ofMillis(1);
    Traces traces = Traces.NONE;

    TestSettings resolvers(AddressResolverGroup<InetSocketAddress> other) {
        resolvers = other;
        return this;
    }

    TestSettings allowed(List<String> other) {
        allowed = other;
        return this;
    }

    TestSettings pools(Map<String, Pool> other) {
        pools = other;
        return this;
    }

    TestSettings patience(LivenessTimeouts other) {
        patience = other;
        return this;
    }

    TestSettings limits(SessionLimits other) {
        limits = other;
        return this;
    }

    TestSettings sharesPlays(boolean other) {
        sharesPlays = other;
        return this;
    }

    TestSettings recover(BackoffPolicy other) {
        recover = other;
        return this;
    }

    TestSettings resume(ResumeLimits other) {
        resume = other;
        return this;
    }

    TestSettings peers(Peers other) {
        peers = other;
        return this;
    }

    TestSettings admission(BiFunction<Dialer, EventLoop, Admission> other) {
        admission = other;
        return this;
    }

    TestSettings memory(MemoryLimits other) {
        memory = other;
        return this;
    }

    TestSettings hostInterval(Duration other) {
        hostInterval = other;
        return this;
    }

    TestSettings traces(Traces other) {
        traces = other;
        return this;
    }
}
